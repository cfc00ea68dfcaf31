package org.longhaul.scenario.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.figure.LossFigure;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.RunRecordException;
import org.longhaul.analysis.record.RunRecordJson;
import org.longhaul.scenario.run.RunDirectory;
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

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            description = "folder of runs, with the store that 'longhaul runs' reads (default: the run's)")
    private @Nullable Path runs;

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
            PrintWriter out = spec.commandLine().getOut();
            PrintWriter err = spec.commandLine().getErr();
            out.println(outputs.table(record));
            out.flush();
            List<String> unwritten = outputs.write(record);
            unwritten.forEach(sentence -> err.println("longhaul: " + Faults.indented(sentence)));
            outputs.store(record, runs(), err);
            if (unwritten.isEmpty()) {
                out.println("Report: " + outputs.report());
            }
            if (figure != null) {
                draw(record, figure);
            }
            return unwritten.isEmpty() ? Longhaul.DONE : Longhaul.INCOMPLETE;
        } catch (RunRecordException e) {
            throw new WrongInputException(
                    e.getMessage() + "\nMaybe make it anew from the run's results: longhaul resume " + path, e);
        }
    }

    private Path runs() {
        if (runs != null) {
            return runs;
        }
        try {
            return RunsFolder.of(RunDirectory.manifest(path));
        } catch (IOException e) {
            // A record tells enough without the run's manifest.
            return RunsFolder.standard();
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
