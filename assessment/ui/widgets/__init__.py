"""Small parts without a subject: charts, saving while typing, clicks in their order."""
