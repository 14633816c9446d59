"""Other tools' files and open data, turned into rounds."""
