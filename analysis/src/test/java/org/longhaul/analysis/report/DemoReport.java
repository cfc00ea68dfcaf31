package org.longhaul.analysis.report;

import java.nio.file.Path;
import org.longhaul.analysis.DemoRun;

/** Writes the report of the demonstration run, to be looked at in a browser. */
final class DemoReport {

    private DemoReport() {}

    /** Writes to the file named by the first argument. */
    public static void main(String[] arguments) {
        HtmlReport.write(DemoRun.create(), Path.of(arguments[0]));
    }
}
