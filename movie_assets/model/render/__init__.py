"""The contract in other people's languages, one file a language. No table is declared here."""
