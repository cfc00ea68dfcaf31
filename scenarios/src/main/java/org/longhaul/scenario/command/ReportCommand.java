package org.longhaul.scenario.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.figure.LossFigure;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.RunRecordException;
import org.longhaul.analysis.record.RunRecordJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a finished run's report again. */
@Command(
        name = "report",
        description = "Write a finished run's report and time line again, and print its table.",
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIRECTORY", description = "run directory")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path path;

    @Option(
            names = "--figure",
            paramLabel = "FILE",
            description = "also draw loss against projected time into this file: .svg or .png")
    private @Nullable Path figure;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    ReportCommand() {}

    @Override
    public Integer call() {
        Path file = path.resolve(RunOutputs.RECORD);
        if (!Files.exists(file)) {
            throw new WrongInputException(path + " holds no " + RunOutputs.RECORD + ": it is no finished run"
                    + (Files.exists(path.resolve("manifest.json"))
                            ? "\nMaybe finish it: longhaul resume " + path
                            : ""));
        }
        try {
            RunRecord record = RunRecordJson.read(file);
            RunOutputs outputs = new RunOutputs(path);
            outputs.write(record, spec.commandLine().getErr());
            spec.commandLine().getOut().println(outputs.table(record));
            spec.commandLine().getOut().println("Report: " + outputs.report());
            if (figure != null) {
                draw(record, figure);
            }
            return Longhaul.DONE;
        } catch (RunRecordException e) {
            throw new WrongInputException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void draw(RunRecord record, Path file) {
        String name = file.toString();
        if (name.endsWith(".svg")) {
            LossFigure.writeSvg(record, file);
        } else if (name.endsWith(".png")) {
            LossFigure.writePng(record, file);
        } else {
            throw new WrongInputException("--figure: " + file + " is neither .svg nor .png");
        }
    }
}
