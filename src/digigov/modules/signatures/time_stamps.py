"""The state's own time-stamp authority (RFC 3161), in the house: no network, so sealing never waits for anybody."""

from datetime import datetime
from secrets import randbits
from typing import Any

from asn1crypto import cms, tsp, x509
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import dummy_digest

from digigov.modules.signatures.held import HeldSigner

POLICY = "2.25.28866401186381257280218407146353990786"  # a test policy: an arc that needs no registration (ITU-T X.667)


_examples: dict[bytes, bytes] = {}  # by the certificate that they name; two are never in use at once


class HouseTimeStamper(TimeStamper):
    """Stamps with the moment that it was given."""

    def __init__(self, *, signer: HeldSigner, at: datetime) -> None:
        super().__init__(include_nonce=True)
        self._signer, self._at = signer, at

    async def async_dummy_response(self, md_algorithm: str) -> cms.ContentInfo:
        """
        A stamp over nothing, for how long one is and whose certificate it names: made once by each process for each certificate,
        where pyHanko makes one for each signature. It is in no file.
        """
        signed_with = self._signer.signing_cert
        assert signed_with is not None
        known = _examples.get(signed_with.sha256)
        if known is None:
            made = await self.async_timestamp(dummy_digest(md_algorithm), md_algorithm)
            _examples.clear()
            known = _examples[signed_with.sha256] = made.dump()
        example = cms.ContentInfo.load(known)
        self._register_dummy(md_algorithm, example)
        return example

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        info = tsp.TSTInfo(self._describe(req))
        content = cms.EncapsulatedContentInfo(
            {"content_type": "tst_info", "content": cms.ParsableOctetString(info.dump())}
        )
        token = await self._signer.async_sign_general_data(content, "sha256", detached=False)
        status = tsp.PKIStatusInfo({"status": tsp.PKIStatus("granted")})
        return tsp.TimeStampResp({"status": status, "time_stamp_token": token})

    def _describe(self, req: tsp.TimeStampReq) -> dict[str, Any]:
        signed_with = self._signer.signing_cert
        assert signed_with is not None
        described = {
            "version": "v1",
            "policy": tsp.ObjectIdentifier(POLICY),
            "message_imprint": req["message_imprint"],
            "serial_number": randbits(63),
            "gen_time": self._at,
            "tsa": x509.GeneralName(name="directory_name", value=signed_with.subject),
        }
        if req["nonce"].native is not None:
            described["nonce"] = req["nonce"]
        return described
