"""Files in an S3 store, behaving as Django's own stores do."""

from datetime import datetime

from botocore.exceptions import ClientError
from storages.backends.s3 import S3Storage


class Bucket(S3Storage):
    def get_modified_time(self, name: str) -> datetime:
        """
        When it was stored.

        :raises FileNotFoundError: if nothing of that name is there, or no longer; django-storages would tell botocore's fault.
        """
        try:
            return super().get_modified_time(name)
        except ClientError as fault:
            if fault.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(name) from fault
            raise
