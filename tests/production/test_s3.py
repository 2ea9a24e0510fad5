"""Files in an S3 store, as the production settings describe it, against a stand-in that speaks that protocol."""

import json
from datetime import timedelta
from hashlib import sha256

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from moto import mock_aws

from digigov.adapters.file_stores.bucket import Bucket
from digigov.config.tests.test_production import run
from digigov.kernel.actor import Actor, system
from digigov.kernel.clock import now
from digigov.kernel.ids import new_id
from digigov.modules.audit.commands import Purpose
from digigov.modules.documents import commands, queries
from digigov.modules.documents.testing import make_file, make_pdf

pytestmark = pytest.mark.django_db
ENDPOINT = "https://files.example.org"
CHOSEN = {
    "DIGIGOV_S3_BUCKET": "papers",
    "DIGIGOV_S3_ENDPOINT": ENDPOINT,
    "DIGIGOV_S3_REGION": "us-east-1",
    "DIGIGOV_S3_KEY": "a-key",
    "DIGIGOV_S3_SECRET": "a-secret",
}


@pytest.fixture(scope="module")
def described():
    done = run("import json; from django.conf import settings; print(json.dumps(settings.STORAGES))", **CHOSEN)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def bucket(described, settings, monkeypatch):
    monkeypatch.setenv("MOTO_S3_CUSTOM_ENDPOINTS", ENDPOINT)
    with mock_aws():
        client = boto3.client(
            "s3", endpoint_url=ENDPOINT, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
        )
        client.create_bucket(Bucket="papers")
        settings.STORAGES = {**settings.STORAGES, "default": described["default"]}
        yield client


def names(bucket):
    return [each["Key"] for each in bucket.list_objects_v2(Bucket="papers").get("Contents", ())]


@pytest.fixture
def citizen():
    return Actor(kind="citizen", account_id=new_id(), party_id=new_id())


def content_of(file_id, by):
    return queries.open_file(viewer=by, at=now(), file_id=file_id, purpose=Purpose("test")).content


def sweep_store():
    """Every share of the store, as so many days later."""
    days = [now() + timedelta(days=each) for each in range(32)]
    return sum(commands.sweep_contents(by=system("documents"), at=day) for day in days)


def leave_content():
    """Stored by somebody who was killed before saying so."""
    content = b"left behind"
    digest = sha256(content).hexdigest()
    default_storage.save(f"content/{digest[:2]}/{digest[2:4]}/{digest}", ContentFile(content))


def test_the_store_is_believed_by_the_machines_own_list_of_authorities(tmp_path):
    (tmp_path / "list.pem").write_text("")
    shown = "from django.core.files.storage import default_storage; print(default_storage.verify)"

    done = run(f"import django; django.setup(); {shown}", **CHOSEN, SSL_CERT_FILE=str(tmp_path / "list.pem"))

    assert done.stdout.strip() == str(tmp_path / "list.pem"), done.stderr


def test_content_lies_there_once_and_comes_back(bucket, citizen):
    one, two = (make_file(by=citizen, content=make_pdf()) for _ in range(2))

    assert content_of(one, citizen) == content_of(two, citizen) == make_pdf()
    (name,) = names(bucket)
    assert name.startswith("content/")


def test_what_was_cut_off_is_written_anew(bucket, citizen):
    make_file(by=citizen, content=make_pdf())
    bucket.put_object(Bucket="papers", Key=names(bucket)[0], Body=b"%PDF")

    assert content_of(make_file(by=citizen, content=make_pdf()), citizen) == make_pdf()


def test_what_is_discarded_is_gone(bucket, citizen, django_capture_on_commit_callbacks):
    file_id = make_file(by=citizen)

    with django_capture_on_commit_callbacks(execute=True):
        commands.discard_files(by=citizen, at=now(), file_ids=[file_id])

    assert names(bucket) == []


def test_pieces_are_joined_and_dropped(bucket, citizen, django_capture_on_commit_callbacks):
    content = make_pdf()
    upload = commands.begin_upload(by=citizen, at=now(), name="paper.pdf", size=len(content))
    for start, end in ((0, 100), (100, len(content))):
        commands.append_upload(by=citizen, at=now(), upload_id=upload, offset=start, piece=content[start:end])
    assert len(names(bucket)) == 2

    with django_capture_on_commit_callbacks(execute=True):
        file_id = commands.finish_upload(by=citizen, at=now(), upload_id=upload)

    assert content_of(file_id, citizen) == content
    (name,) = names(bucket)
    assert name.startswith("content/")


class TestSweepContents:
    @pytest.fixture(autouse=True)
    def _all_is_old(self, monkeypatch):
        monkeypatch.setattr("digigov.modules.documents.commands.tending.PATIENCE", timedelta(seconds=-1))

    def test_takes_away_what_no_file_speaks_of_and_nothing_else(self, bucket, citizen):
        make_file(by=citizen)
        kept = names(bucket)
        leave_content()

        assert sweep_store() == 1

        assert names(bucket) == kept

    def test_what_somebody_else_drops_meanwhile_is_passed_over(self, bucket, citizen, monkeypatch):
        leave_content()
        listed = Bucket.listdir

        def listed_and_dropped(self, folder):
            found = listed(self, folder)
            for each in found[1]:
                self.delete(f"{folder}/{each}")
            return found

        monkeypatch.setattr(Bucket, "listdir", listed_and_dropped)

        assert sweep_store() == 0
