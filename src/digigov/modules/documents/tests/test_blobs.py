from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from digigov.modules.documents import blobs


def test_what_a_crash_cut_off_is_written_anew():
    content = b"a whole paper, kept under the hash of all of it"
    digest = blobs.put(content)
    path = f"content/{digest[:2]}/{digest[2:4]}/{digest}"
    default_storage.delete(path)
    default_storage.save(path, ContentFile(content[:7]))

    assert blobs.put(content) == digest
    assert blobs.get(digest) == content
