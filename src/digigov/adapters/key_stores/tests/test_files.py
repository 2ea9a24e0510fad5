import stat

import pytest
from asn1crypto import keys, pem
from cryptography.hazmat.primitives import serialization

from digigov.adapters.key_stores import files
from digigov.adapters.key_stores.files import EncryptedFiles, OfflineFiles
from digigov.adapters.key_stores.stretched import opened, salt_of
from digigov.kernel.errors import AdapterFailure
from digigov.modules.signatures.definitions import new_key
from digigov.modules.signatures.testing import KeysInMemory
from digigov.modules.signatures.testing.contract import KeyStoreContract


@pytest.fixture
def folders(settings, tmp_path):
    settings.DIGIGOV_KEYS = {
        "folder": tmp_path / "keys",
        "passphrase": "one",
        "root_folder": tmp_path / "offline",
        "root_passphrase": "two",
    }
    return tmp_path


def as_before(key):
    """As OpenSSL writes it, with 2,048 rounds."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"one")
    )


def spki(key):
    return key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


class TestEncryptedFiles(KeyStoreContract):
    @pytest.fixture
    def store(self, folders):
        return EncryptedFiles()

    def test_a_key_lies_encrypted_and_for_its_owner_alone(self, store, folders):
        store.make_key("a")

        (path,) = (folders / "keys").iterdir()
        assert b"ENCRYPTED PRIVATE KEY" in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_another_start_finds_the_key_again(self, store, folders):
        assert store.make_key("a") == EncryptedFiles().make_key("a")

    def test_a_thief_of_the_file_needs_600_000_rounds_for_each_guess(self, store, folders):
        public = store.make_key("a")
        store.make_key("b", kind="rsa-3072")
        one, other = sorted((folders / "keys").iterdir())

        (told,) = [pem.unarmor(path.read_bytes())[2] for path in (one,)]
        how = keys.EncryptedPrivateKeyInfo.load(told)["encryption_algorithm"]
        assert (how.kdf, how.kdf_hmac, how.kdf_iterations) == ("pbkdf2", "sha256", 600_000)
        assert salt_of(one.read_bytes()) == salt_of(other.read_bytes())  # a process stretches once
        by_another = serialization.load_pem_private_key(one.read_bytes(), b"one")
        assert spki(by_another) == public

    def test_a_file_of_before_still_opens_and_is_written_anew_with_the_same_key(self, store, folders):
        before = new_key("p-256")
        (folders / "keys").mkdir()
        path = folders / "keys" / "old.pem"
        path.write_bytes(as_before(before))
        path.chmod(0o600)

        store.sign("old", b"hello")

        assert salt_of(path.read_bytes())
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert spki(opened(path.read_bytes(), b"one")) == spki(before) == store.make_key("old")
        assert len(list((folders / "keys").iterdir())) == 1

    def test_a_file_of_before_that_cannot_be_written_still_signs(self, store, folders, monkeypatch):
        def refused(path, body):
            raise PermissionError

        monkeypatch.setattr(files, "write_anew", refused)
        (folders / "keys").mkdir()
        (folders / "keys" / "old.pem").write_bytes(as_before(new_key("p-256")))

        assert store.sign("old", b"hello")

    @pytest.mark.parametrize("place", [40, -40])
    def test_a_changed_file_is_a_sentence(self, store, folders, place):
        store.make_key("a")
        (path,) = (folders / "keys").iterdir()
        _label, _headers, der = pem.unarmor(path.read_bytes())
        path.write_bytes(pem.armor("ENCRYPTED PRIVATE KEY", der[:place] + bytes([der[place] ^ 1]) + der[place:][1:]))
        files._opened.cache_clear()

        with pytest.raises(AdapterFailure, match="does not open"):
            store.sign("a", b"hello")

    def test_what_a_restore_set_aside_is_not_forgotten(self, store, folders):
        store.make_key("a")
        (folders / "keys").rename(folders / "keys_before_20261122_111315")
        store.make_key("b")

        assert store.list_labels() == ("a", "b")

    def test_a_wrong_passphrase_is_a_sentence(self, store, folders, settings):
        store.make_key("a")
        settings.DIGIGOV_KEYS = {**settings.DIGIGOV_KEYS, "passphrase": "wrong"}

        with pytest.raises(AdapterFailure, match="DIGIGOV_KEYS_PASSPHRASE"):
            EncryptedFiles().sign("a", b"hello")

    def test_no_key_is_made_without_a_passphrase(self, folders, settings):
        settings.DIGIGOV_KEYS = {**settings.DIGIGOV_KEYS, "passphrase": "", "root_passphrase": ""}

        with pytest.raises(AdapterFailure, match="DIGIGOV_KEYS_PASSPHRASE is not set"):
            EncryptedFiles().make_key("a")
        with pytest.raises(AdapterFailure, match="DIGIGOV_ROOT_PASSPHRASE is not set"):
            OfflineFiles().make_key("root")

    def test_a_store_without_keys_is_a_fault(self, store):
        assert "digigov prepare" in store.check().detail
        assert not store.check().ok

    @pytest.mark.parametrize("label", ["../../etc/passwd", "", "A", "a/b", "a" * 81])
    def test_a_label_is_no_path(self, store, label):
        with pytest.raises(ValueError):
            store.make_key(label)

    def test_a_key_that_others_can_read_is_a_fault(self, store, folders):
        store.make_key("a")
        next((folders / "keys").iterdir()).chmod(0o644)

        assert not store.check().ok


class TestOfflineFiles:
    def test_the_root_lies_apart_and_can_be_taken_away(self, folders):
        store = OfflineFiles()
        store.make_key("root")
        assert "take it to the safe" in store.check().detail

        next((folders / "offline").iterdir()).unlink()

        assert "as it should be" in store.check().detail
        assert not (folders / "keys").exists()

    @pytest.mark.parametrize("rehearsal", [True, False])
    def test_while_it_is_here_all_is_well_only_in_a_rehearsal(self, folders, settings, rehearsal):
        settings.REHEARSAL = rehearsal
        OfflineFiles().make_key("root")

        found = OfflineFiles().check()

        assert (found.ok, found.rehearsal_only) == (rehearsal, rehearsal)
        assert "take it to the safe" in found.detail


class TestKeysInMemory(KeyStoreContract):
    @pytest.fixture
    def store(self):
        return KeysInMemory()
