"""A PKCS#11 token in software (SoftHSM2), for tests, measurements and trying out: it keeps nothing safer than a file does."""

import os
import shutil
import subprocess
from pathlib import Path

MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)
MISSING = "SoftHSM is missing, and what signs in a token cannot be tried without it. Install it: apt install softhsm2"


def make_token(folder: Path, *, label: str = "test", pin: str = "1357-not-a-secret") -> dict[str, str]:
    """
    A new token in the folder; returns what ``DIGIGOV_TOKEN`` is for it. SoftHSM finds it by ``SOFTHSM2_CONF``, so a process knows one
    folder at a time.

    :raises FileNotFoundError: if SoftHSM is not installed.
    """
    program, module = shutil.which("softhsm2-util"), next((each for each in MODULES if Path(each).exists()), None)
    if program is None or module is None:
        raise FileNotFoundError(MISSING)
    (folder / "tokens").mkdir(parents=True, exist_ok=True)
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(config)
    words = ["--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", f"{pin}-so"]
    subprocess.run([program, *words], check=True, capture_output=True)  # noqa: S603
    return {"module": module, "token": label, "pin": pin}
