package org.longhaul.analysis.store;

/** File formats that tables can be exported to. */
public enum ExportFormat {
    /** Comma-separated values with a header line. */
    CSV(".csv", "(FORMAT csv, HEADER true)"),
    /** Apache Parquet, compressed with Zstandard. */
    PARQUET(".parquet", "(FORMAT parquet, COMPRESSION zstd)");

    private final String suffix;
    private final String options;

    ExportFormat(String suffix, String options) {
        this.suffix = suffix;
        this.options = options;
    }

    /** Returns the ending of the files' names. */
    public String suffix() {
        return suffix;
    }

    String options() {
        return options;
    }
}
