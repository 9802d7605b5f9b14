"""Settings by what they are about; `wire.contracts.settings` puts them together."""
