package org.longhaul.analysis.report;

import java.nio.file.Path;
import org.longhaul.analysis.DemoRun;
import org.longhaul.analysis.figure.LossFigure;

/** Writes the report and the figures of the demonstration run, to be looked at in a browser. */
final class DemoReport {

    private DemoReport() {}

    /** Writes to the file named by the first argument, and the figures beside it. */
    public static void main(String[] arguments) {
        Path report = Path.of(arguments[0]);
        HtmlReport.write(DemoRun.create(), report);
        LossFigure.writeSvg(DemoRun.create(), report.resolveSibling("loss.svg"));
        LossFigure.writePng(DemoRun.create(), report.resolveSibling("loss.png"));
    }
}
