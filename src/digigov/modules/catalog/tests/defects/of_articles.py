"""Defects of articles."""

from digigov.modules.catalog.tests.defects import Defect

GUIDE, ALERT = "articles/open-a-shop.yaml", "articles/shops-are-closed.yaml"

DEFECTS = [
    Defect("article/id-not-file", GUIDE, "id: open-a-shop", "id: open-the-shop"),
    Defect("article/owner-unknown", GUIDE, "owner: trade", "owner: trades"),
    Defect("article/topic-unknown", GUIDE, "topic: shops", "topic: shop"),
    Defect("article/service-unknown", GUIDE, "[shop-licence]", "[shop-license]", "services:"),
    Defect("article/link", GUIDE, "[all services](/services/)", "[all services](ftp://files.example/x)", "body:"),
    Defect("article/link", GUIDE, "yon **lisans** avan", "yon [lisans](//elsewhere.example) avan", "body:", nth=2),
    Defect("article/language-unknown", GUIDE, "  acf:", "  xyz:"),
    Defect("article/alert-without-time", ALERT, 'ends_at: "2026-06-03T19:00:00-04:00"\n', "", "kind: alert"),
    Defect("shape/bad-condition", GUIDE, 'review_on: "2027-01-15"', 'review_on: "2027-13-15"'),
    Defect("shape/bad-condition", ALERT, 'starts_at: "2026-06-01T07:00:00-04:00"', 'starts_at: "2026-06-01T07:00:00"'),
]
