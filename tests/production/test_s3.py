"""Files in an S3 store, as the production settings describe it, against a stand-in that speaks that protocol."""

import json

import boto3
import pytest
from moto import mock_aws

from digigov.config.tests.test_production import run
from digigov.kernel.ids import new_id
from digigov.modules.documents import blobs

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


def test_content_lies_there_once_and_comes_back(bucket):
    digest = blobs.put(b"a birth certificate")

    assert blobs.put(b"a birth certificate") == digest
    assert blobs.get(digest) == b"a birth certificate"
    assert names(bucket) == [f"content/{digest[:2]}/{digest[2:4]}/{digest}"]


def test_what_was_cut_off_is_written_anew(bucket):
    digest = blobs.put(b"a birth certificate")
    bucket.put_object(Bucket="papers", Key=names(bucket)[0], Body=b"a birth")

    blobs.put(b"a birth certificate")

    assert blobs.get(digest) == b"a birth certificate"


def test_what_is_dropped_is_gone(bucket):
    blobs.drop(blobs.put(b"a birth certificate"))

    assert names(bucket) == []


def test_pieces_are_joined_written_over_and_dropped(bucket):
    upload = new_id()
    for offset, piece in ((0, b"lost"), (0, b"one "), (4, b"two")):
        blobs.put_piece(upload, offset, piece)

    assert blobs.join_pieces(upload, [0, 4]) == b"one two"
    blobs.drop_pieces(upload, [0, 4])
    assert names(bucket) == []
