package org.longhaul.scenario.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.command.shared.Environment;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.file.ExtensionPoint;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.LibTorch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says whether everything that the program needs is here. */
@Command(
        name = "doctor",
        description = "Check Java, native libraries, device, threads, memory and disk.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final long LEAST_MEMORY = 2_000_000_000L;
    private static final long LEAST_DISK = 1_000_000_000L;

    @Spec
    private CommandSpec spec;

    private boolean sound = true;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    DoctorCommand() {}

    @Override
    public Integer call() throws IOException {
        row(true, "longhaul", Environment.version());
        row(Runtime.version().feature() >= 17, "Java", Environment.java() + "; needs 17 or later");
        row(true, "system", Environment.operatingSystem() + "; " + Environment.hardware());
        natives();
        threads();
        long memory = Environment.physicalMemory();
        row(
                memory >= LEAST_MEMORY,
                "memory",
                Quantities.bytes((double) memory) + ", Java heap up to "
                        + Quantities.bytes((double) Runtime.getRuntime().maxMemory())
                        + "; the default scenario needs 2 GB");
        FileStore disk = Files.getFileStore(Path.of("").toAbsolutePath());
        row(
                disk.getUsableSpace() >= LEAST_DISK,
                "disk",
                Quantities.bytes((double) disk.getUsableSpace()) + " free here");
        for (ExtensionPoint<?> point : Extensions.load().all()) {
            row(!point.ids().isEmpty(), point.noun(), String.join(", ", point.ids()));
        }
        return sound ? ExitCode.DONE : ExitCode.FAULT;
    }

    private void natives() {
        try {
            LibTorch.load();
            row(true, "natives", "PyTorch " + Environment.pytorch());
            String cuda = LibTorch.cudaAvailable() ? "usable" : "not usable: no GPU, or the build has the CPU natives";
            row(true, "device", Device.parse("auto").name().toLowerCase(java.util.Locale.ROOT) + "; CUDA " + cuda);
        } catch (RuntimeException | LinkageError e) {
            row(false, "natives", "cannot be loaded: " + e);
        }
    }

    private void threads() {
        String omp = String.valueOf(System.getenv("OMP_NUM_THREADS"));
        boolean single = omp.equals("1");
        row(
                single,
                "threads",
                Runtime.getRuntime().availableProcessors() + " training threads; OMP_NUM_THREADS is " + omp
                        + (single ? "" : "; start through the launcher, which sets it to 1"));
    }

    private void row(boolean ok, String subject, String finding) {
        PrintWriter out = spec.commandLine().getOut();
        sound &= ok;
        out.println(String.format(Locale.ROOT, "%-5s %-14s %s", ok ? "ok" : "WRONG", subject, finding));
    }
}
