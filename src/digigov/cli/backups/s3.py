"""An S3 store: written in parts as they come, so that no more than one part is in memory; joined only when all is there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from digigov.cli.backups.sealing import Reader, Writer
from digigov.cli.failures import CliFailure
from digigov.config import env
from digigov.kernel.authorities import authorities_file

PART_SIZE = 16 << 20  # times the 10,000 parts that S3 joins: 160 GB


@dataclass(frozen=True, slots=True)
class S3:
    bucket: str
    prefix: str
    client: Any

    @classmethod
    def of(cls, address: str) -> "S3":
        """``s3://bucket/prefix``, with the key of ``DIGIGOV_BACKUP_S3_KEY`` and ``_SECRET``."""
        bucket, _, prefix = address.removeprefix("s3://").partition("/")
        if not bucket:
            raise CliFailure(f"{address} names no bucket. Write s3://bucket/prefix.")
        client = boto3.client(
            "s3",
            endpoint_url=env.text("BACKUP_S3_ENDPOINT", "") or None,
            region_name=env.text("BACKUP_S3_REGION", "") or None,
            aws_access_key_id=env.text("BACKUP_S3_KEY"),
            aws_secret_access_key=env.text("BACKUP_S3_SECRET"),
            verify=authorities_file(),
            config=Config(connect_timeout=10, read_timeout=60, retries={"max_attempts": 5, "mode": "standard"}),
        )
        return cls(bucket, prefix.strip("/") and f"{prefix.strip('/')}/", client)

    @contextmanager
    def write(self, name: str) -> Iterator[Writer]:
        with telling(self.bucket):
            place = {"Bucket": self.bucket, "Key": self.prefix + name}
            begun = self.client.create_multipart_upload(**place)["UploadId"]
            parts = _Parts(self.client, {**place, "UploadId": begun})
            try:
                yield parts
                parts.finish()
            except BaseException:
                self.client.abort_multipart_upload(**place, UploadId=begun)
                raise

    @contextmanager
    def read(self, name: str) -> Iterator[Reader]:
        with telling(self.bucket):
            body = self.client.get_object(Bucket=self.bucket, Key=self.prefix + name)["Body"]
            try:
                yield body
            finally:
                body.close()

    def names(self, prefix: str = "") -> list[str]:
        with telling(self.bucket):
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=self.prefix + prefix
            )
            return sorted(each["Key"].removeprefix(self.prefix) for page in pages for each in page.get("Contents", ()))

    def size(self, name: str) -> int:
        with telling(self.bucket):
            return int(self.client.head_object(Bucket=self.bucket, Key=self.prefix + name)["ContentLength"])

    def remove(self, name: str) -> None:
        with telling(self.bucket):
            self.client.delete_object(Bucket=self.bucket, Key=self.prefix + name)


@contextmanager
def telling(bucket: str) -> Iterator[None]:
    """:raises CliFailure: a sentence, where the store refuses or does not answer."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise CliFailure(f"The store s3://{bucket} does not do it: {error}") from error


class _Parts:
    def __init__(self, client: Any, place: dict[str, str]) -> None:
        self.client, self.place = client, place
        self.waiting = bytearray()
        self.done: list[dict[str, Any]] = []

    def write(self, data: bytes) -> int:
        self.waiting += data
        while len(self.waiting) >= PART_SIZE:
            self._send(bytes(self.waiting[:PART_SIZE]))
            del self.waiting[:PART_SIZE]
        return len(data)

    def finish(self) -> None:
        if self.waiting or not self.done:
            self._send(bytes(self.waiting))
        self.client.complete_multipart_upload(**self.place, MultipartUpload={"Parts": self.done})

    def _send(self, data: bytes) -> None:
        number = len(self.done) + 1
        tag = self.client.upload_part(**self.place, PartNumber=number, Body=data)["ETag"]
        self.done.append({"PartNumber": number, "ETag": tag})
