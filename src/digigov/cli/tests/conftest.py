"""A stand-in for an S3 store, which speaks its protocol."""

import boto3
import pytest
from moto import mock_aws

ENDPOINT = "https://backups.example.org"


@pytest.fixture
def bucket(monkeypatch):
    monkeypatch.setenv("MOTO_S3_CUSTOM_ENDPOINTS", ENDPOINT)
    for name, value in {"ENDPOINT": ENDPOINT, "REGION": "us-east-1", "KEY": "a-key", "SECRET": "a-secret"}.items():
        monkeypatch.setenv(f"DIGIGOV_BACKUP_S3_{name}", value)
    with mock_aws():
        client = boto3.client(
            "s3", endpoint_url=ENDPOINT, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
        )
        client.create_bucket(Bucket="safe")
        yield client
