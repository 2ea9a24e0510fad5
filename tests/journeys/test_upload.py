"""A file reaches the server over a bad line, and the form goes by itself once it has."""

import pytest

from digigov.modules.documents.testing import make_picture

pytestmark = pytest.mark.browser
# Noise does not shrink: several pieces.
FORM = """() => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value
  document.querySelector("main").innerHTML = `<form method="post" action="/verify/" enctype="multipart/form-data">
    <input type="hidden" name="csrfmiddlewaretoken" value="${token}">
    <input type="file" name="paper-new" id="paper" data-upload="paper" multiple>
    <div data-uploads="paper" data-to="/sending/" data-sending="is being sent" data-waiting="waits" data-kept="has arrived"
      data-remove="Leave out"></div>
    <button id="go">Go on</button></form>`
  const script = Object.assign(document.createElement("script"), { type: "module", src: "/static/portal/upload.js" })
  document.head.append(script)
  return new Promise((done) => script.addEventListener("load", done))
}"""


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    path.write_bytes(make_picture(kind="PNG", size=(700, 600), noise=True))
    return path


def test_goes_on_after_a_broken_line(page, photo):
    page.goto("/verify/")
    page.evaluate(FORM)
    broken = []

    def break_twice(route):
        if "offset=262144" in route.request.url and len(broken) < 2:
            broken.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/sending/**", break_twice)
    page.set_input_files("#paper", photo)
    kept = page.wait_for_selector("input[name=paper][type=hidden]", state="attached")

    assert len(broken) == 2
    answer = page.request.get(f"/files/{kept.get_attribute('value')}/")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
    assert page.evaluate("document.querySelector('#paper').files.length") == 0


def test_a_form_sent_too_early_waits_for_its_file(page, photo):
    page.goto("/verify/")
    page.evaluate(FORM)

    page.set_input_files("#paper", photo)
    with page.expect_request(lambda request: request.url.endswith("/verify/") and request.method == "POST") as sent:
        page.click("#go")

    assert 'name="paper"\r\n' in sent.value.post_data


def test_a_refused_file_says_why(page, tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    page.goto("/verify/")
    page.evaluate(FORM)

    page.set_input_files("#paper", tmp_path / "notes.txt")
    page.wait_for_selector(".govuk-error-message")

    assert "must be a PDF, a JPEG or a PNG" in page.inner_text("main")
