"""Reading a country pack from its folder, and finding what is wrong with it. No database here."""
