"""What every real scanner must do. An adapter's test inherits ``ScannerContract`` and gives a ``scanner`` fixture."""

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class ScannerContract:
    def test_an_innocent_file_is_clean(self, scanner):
        assert scanner.scan(b"good morning").state == "clean"

    def test_an_empty_file_is_clean(self, scanner):
        assert scanner.scan(b"").state == "clean"

    def test_the_test_virus_is_found_and_named(self, scanner):
        found = scanner.scan(EICAR)

        assert found.state == "infected"
        assert "eicar" in found.detail.lower()

    def test_a_file_of_several_pieces_is_read_whole(self, scanner):
        assert scanner.scan(b"a" * 200_000).state == "clean"

    def test_says_how_it_is(self, scanner):
        assert scanner.check().ok
