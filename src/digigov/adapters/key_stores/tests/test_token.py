"""A token in software, but spoken to as any other; skipped where SoftHSM cannot be had."""

import base64
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress

import pkcs11
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pkcs11 import Attribute, KeyType, MechanismFlag, ObjectClass
from pkcs11.exceptions import PKCS11Error

from digigov.adapters.key_stores import inside, soft_token, templates
from digigov.adapters.key_stores.files import EncryptedFiles
from digigov.adapters.key_stores.token import Token
from digigov.kernel.errors import AdapterFailure
from digigov.modules.signatures.testing.contract import KeyStoreContract


@pytest.fixture
def token(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("SOFTHSM2_CONF", "")
    try:
        settings.DIGIGOV_TOKEN = soft_token.make_token(tmp_path / "token")
    except FileNotFoundError as missing:
        pytest.skip(str(missing))
    settings.DIGIGOV_KEYS = {"folder": tmp_path / "keys", "passphrase": "one"}
    yield tmp_path / "token"
    forget_library(settings)


@pytest.fixture
def store(token):
    return Token()


def forget_library(settings):
    """It is loaded once in a process, and knows the tokens that there were then."""
    with suppress(PKCS11Error):
        pkcs11.lib(settings.DIGIGOV_TOKEN["module"]).finalize()


def holds(public, signature):
    serialization.load_der_public_key(public).verify(signature, b"hello", ec.ECDSA(hashes.SHA256()))
    return True


class TestToken(KeyStoreContract):
    @pytest.fixture
    def store(self, token):
        return Token()

    def test_another_start_finds_the_key_again(self, store):
        assert store.make_key("a") == Token().make_key("a")

    def test_says_which_keys_it_holds_wherever_they_lie(self, store):
        store.make_key("a")
        store.make_key("b", one_of_many=True)

        assert store.list_labels() == ("a", "b")

    def test_a_token_without_keys_is_a_fault(self, store):
        assert "digigov prepare" in store.check().detail
        assert not store.check().ok

    @pytest.mark.parametrize("label", ["../../etc/passwd", "", "A", "a/b", "a" * 81])
    def test_a_label_is_no_path(self, store, label):
        with pytest.raises(ValueError):
            store.make_key(label, one_of_many=True)


class TestNothingComesOut:
    def test_a_key_of_the_state_cannot_leave(self, store):
        store.make_key("a")

        def look(session):
            key = inside.find(session, "a", ObjectClass.PRIVATE_KEY)
            with pytest.raises(PKCS11Error):
                key[Attribute.VALUE]
            return key[Attribute.SENSITIVE], key[Attribute.EXTRACTABLE], key[Attribute.NEVER_EXTRACTABLE]

        assert store._token.do(look) == (True, False, True)

    def test_a_persons_lies_wrapped_for_its_owner_alone(self, store):
        public = store.make_key("a", one_of_many=True)

        (path,) = store.folder.iterdir()
        assert path.stat().st_mode & 0o077 == 0
        assert holds(public, store.sign("a", b"hello"))
        assert store._token.do(inside.labels) == set()  # nothing of it stays in the token

    @pytest.mark.parametrize("wish", [{Attribute.SENSITIVE: False}, {Attribute.EXTRACTABLE: True}])
    def test_whoever_has_file_and_pin_does_not_get_it_out_either(self, store, wish):
        store.make_key("a", one_of_many=True)
        wrapped = inside_of(store, "a")

        def steal(session):
            (key,) = inside._wrapping_keys(session)
            return key.unwrap_key(
                ObjectClass.PRIVATE_KEY, KeyType.EC, wrapped, mechanism=pkcs11.Mechanism.AES_KEY_WRAP_PAD,
                capabilities=MechanismFlag.SIGN, template={**templates.UNWRAPPED, **wish},
            )  # fmt: skip

        with pytest.raises(AdapterFailure, match="TemplateInconsistent"):
            store._token.do(steal)

    def test_another_token_opens_none(self, store, settings, tmp_path):
        store.make_key("a", one_of_many=True)
        settings.DIGIGOV_TOKEN = soft_token.make_token(tmp_path / "new")
        forget_library(settings)
        other = Token()
        other.make_key("b", one_of_many=True)

        with pytest.raises(AdapterFailure, match="does not hold this key") as refused:
            other.sign("a", b"hello")
        assert refused.value.temporary is False
        with pytest.raises(AdapterFailure):
            other.check()

    def test_a_damaged_file_is_a_sentence(self, store):
        store.make_key("a", one_of_many=True)
        (store.folder / "a.wrapped").write_text("[]")

        with pytest.raises(AdapterFailure, match="restore it"):
            store.sign("a", b"hello")


class TestTheWayThere:
    def test_threads_sign_beside_each_other(self, store):
        public, wrong = store.make_key("a"), []

        def sign():
            for _ in range(20):
                try:
                    holds(public, store.sign("a", b"hello"))
                except Exception as fault:  # noqa: BLE001
                    wrong.append(fault)

        crowd = [threading.Thread(target=sign) for _ in range(8)]
        for each in crowd:
            each.start()
        for each in crowd:
            each.join()

        assert wrong == []

    def test_a_process_forked_after_the_first_call_signs_too(self, store):
        public = store.make_key("a")
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                os._exit(0 if holds(public, store.sign("a", b"hello")) else 1)
            os._exit(2)

        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert holds(public, store.sign("a", b"hello"))

    @pytest.mark.parametrize("one_of_many", [True, False])
    def test_a_token_that_was_away_is_asked_again(self, store, token, one_of_many):
        public = store.make_key("a", one_of_many=one_of_many)
        (token / "tokens").rename(token / "away")

        with pytest.raises(AdapterFailure) as refused:
            store.sign("a", b"hello")
        assert refused.value.temporary is True
        with pytest.raises(AdapterFailure):
            store.check()

        (token / "away").rename(token / "tokens")
        assert holds(public, store.sign("a", b"hello"))

    def test_no_key_is_made_while_it_is_away(self, store, token):
        store.make_key("a")
        (token / "tokens").rename(token / "away")

        with pytest.raises(AdapterFailure) as refused:
            store.make_key("a")

        assert refused.value.temporary is True

    def test_a_wrong_pin_is_tried_once(self, store, settings, monkeypatch):
        settings.DIGIGOV_TOKEN = {**settings.DIGIGOV_TOKEN, "pin": "wrong"}
        wrong, tried = Token(), []
        monkeypatch.setattr(pkcs11, "lib", lambda so, load=pkcs11.lib: tried.append(1) or load(so))

        for _ in range(3):
            with pytest.raises(AdapterFailure, match="DIGIGOV_TOKEN_PIN") as refused:
                wrong.sign("a", b"hello")

        assert refused.value.temporary is False
        assert len(tried) == 1

    def test_no_module_is_a_sentence(self, settings, token):
        settings.DIGIGOV_TOKEN = {**settings.DIGIGOV_TOKEN, "module": "/nowhere.so"}

        with pytest.raises(AdapterFailure, match="does not answer"):
            Token().sign("a", b"hello")


class TestComingFromFiles:
    def test_what_the_files_hold_goes_on_signing_until_it_is_replaced(self, store):
        public = EncryptedFiles().make_key("old")

        assert store.make_key("old") == public
        assert holds(public, store.sign("old", b"hello"))
        assert store.list_left_behind() == ("old",)
        assert "digigov keys" in store.check().detail

    def test_what_is_new_lies_in_the_token(self, store):
        store.make_key("new")

        assert store.list_left_behind() == ()
        assert not list(store.folder.glob("*.pem"))


def test_it_says_what_to_install(tmp_path):
    code = "from pathlib import Path; from digigov.adapters.key_stores import soft_token as s; s.make_token(Path('x'))"
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PATH": ""}, cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert "apt install softhsm2" in done.stderr


def inside_of(store, label):
    return base64.b64decode(json.loads((store.folder / f"{label}.wrapped").read_text())["private"])
