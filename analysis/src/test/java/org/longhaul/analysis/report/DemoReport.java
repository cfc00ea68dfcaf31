package org.longhaul.analysis.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.longhaul.analysis.ClassifierRun;
import org.longhaul.analysis.DemoRun;
import org.longhaul.analysis.DisturbedRun;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.figure.FigureOptions;
import org.longhaul.analysis.figure.MeasureFigure;
import org.longhaul.analysis.record.MethodRecord;

/** Writes reports and figures of invented runs, to be looked at in a browser. */
final class DemoReport {

    private DemoReport() {}

    /** Writes into the folder named by the first argument. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        HtmlReport.write(DemoRun.create(), folder.resolve("demo.html"));
        HtmlReport.write(DisturbedRun.create(), folder.resolve("disturbed.html"));
        HtmlReport.write(ClassifierRun.create(), folder.resolve("classifier.html"));
        MeasureFigure.write(ClassifierRun.create(), folder.resolve("classifier.png"), FigureOptions.defaults());
        List<MethodRecord> methods = new ArrayList<>();
        methods.add(SmallRun.method("DDP", "ddp", 1, 60, 1000, 4.0, 3.0, Double.NaN));
        for (int i = 1; i < 11; i++) {
            methods.add(
                    SmallRun.method("method " + i, "diloco", 1, 20 + i, 100, 4.0, 3.5 - 0.05 * i, 3.2, 3.0 - 0.1 * i));
        }
        HtmlReport.write(SmallRun.run(methods, SmallRun.loss(2.5)), folder.resolve("many.html"));
        for (String format : List.of("svg", "png", "pdf")) {
            MeasureFigure.write(DemoRun.create(), folder.resolve("loss." + format), FigureOptions.defaults());
        }
        MeasureFigure.write(
                DemoRun.create(),
                folder.resolve("bytes.png"),
                new FigureOptions(480, 360, FigureOptions.Across.BYTES, true, null, false));
        MeasureFigure.write(SmallRun.run(methods), folder.resolve("many.png"), FigureOptions.defaults());
    }
}
