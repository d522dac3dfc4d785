"""What a build needs of Spark beside an engine: files from where Spark reads, outputs to where it writes."""
