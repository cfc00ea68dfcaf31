package org.longhaul.wire.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.wire.calibrate.Calibration;
import org.longhaul.wire.calibrate.CalibrationTables;
import org.longhaul.wire.calibrate.HostsFile;
import org.longhaul.wire.record.WireFolder;
import org.longhaul.wire.record.WireRecordException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sets constants of the hosts from a wire run. */
@Command(
        name = "calibrate",
        description = "Set constants of your hosts from a wire run, for scenarios that are larger than it.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Every other step and exchange of the run sets constants: how fast each host computes, by how much its steps"
                    + " vary, what the library takes before an exchange, what the hosts take for a byte where lines do not"
                    + " hide it. The others judge them: the error with the constants that the scenario has, and with these. Buffers and congestion control are what the hosts' kernels say.",
            "",
            "  longhaul wire calibrate runs/wire-quick-20261122-180000 --write my-hosts.yaml",
            "  longhaul run forty-sites.yaml --profile my-hosts.yaml",
            "  longhaul wire compare ANOTHER-RUN --profile my-hosts.yaml     # does it hold there?",
            "",
            "Exit code 0: done; 2: the run cannot be used, with the reason."
        })
final class WireCalibrateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "folder of a wire run")
    private Path run = Path.of("");

    @Option(
            names = "--write",
            paramLabel = "FILE",
            required = true,
            description = "file for the constants, replaced if there")
    private Path file = Path.of("");

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    WireCalibrateCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            Calibration calibration = Calibration.of(
                    new WireFolder(run), new WireProgress(spec.commandLine().getErr()));
            HostsFile.write(calibration, file);
            out.println(CalibrationTables.constants(calibration, Terminal.style(), Terminal.width()));
            out.println(CalibrationTables.errors(calibration).render(Terminal.style(), Terminal.width()));
        } catch (WireRecordException | IllegalArgumentException e) {
            throw new WrongInputException("cannot be calibrated from: " + e.getMessage(), e);
        }
        out.println("Written: " + file + "; use it with longhaul run SCENARIO --profile " + file);
        out.flush();
        return ExitCode.DONE;
    }
}
