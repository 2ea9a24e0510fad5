"""The state's own time-stamp authority (RFC 3161), in the house: no network, so sealing never waits for anybody."""

from datetime import datetime
from secrets import randbits
from typing import Any

from asn1crypto import cms, tsp, x509
from pyhanko.sign.timestamps import TimeStamper

from digigov.modules.signatures.held import HeldSigner

POLICY = "2.25.28866401186381257280218407146353990786"  # a test policy: an arc that needs no registration (ITU-T X.667)


class HouseTimeStamper(TimeStamper):
    """Stamps with the moment that it was given."""

    def __init__(self, *, signer: HeldSigner, at: datetime) -> None:
        super().__init__(include_nonce=True)
        self._signer, self._at = signer, at

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
