"""When people are told of requests, and what of. ``code`` is forgotten as soon as the message has left."""

from digigov.modules.notifications.ports import occasion

RECEIVED = occasion("request-received", {"reference", "title", "code", "due"})
ACKNOWLEDGED = occasion("request-acknowledged", {"reference", "title", "text", "due"})
ASKED = occasion("request-asked", {"reference", "title", "text", "code"})
NEWS = occasion("request-news", {"reference", "title", "text"})
ANSWERED = occasion("request-answered", {"reference", "title", "text", "code", "day"})
SETTLED = occasion("request-settled", {"reference", "title", "day"})
REOPENED = occasion("request-reopened", {"reference", "title", "due"})
FOLLOWED = occasion("request-followed", {"reference", "title", "text", "code"})
LATE = occasion("request-late", {"reference", "title", "unit", "due"})
COMPLAINT = occasion("request-complaint", {"reference", "title", "unit", "due"})
OCCASIONS = (RECEIVED, ACKNOWLEDGED, ASKED, NEWS, ANSWERED, SETTLED, REOPENED, FOLLOWED, LATE, COMPLAINT)
