package org.longhaul.study.command;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Registry;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.command.run.RunsFolder;
import org.longhaul.scenario.command.shared.Environment;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.Faults;
import org.longhaul.scenario.command.shared.Signals;
import org.longhaul.scenario.command.shared.StopRequests;
import org.longhaul.scenario.command.shared.UserCommand;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.engine.simulation.ReplayRefusedException;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.run.FileTrouble;
import org.longhaul.study.sweep.Sweep;
import org.longhaul.study.sweep.SweepEngine;
import org.longhaul.study.sweep.SweepFolder;
import org.longhaul.study.sweep.SweepPlan;
import org.longhaul.study.sweep.SweepSession;
import org.longhaul.training.tensor.Device;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs every point of a sweep. */
@AutoService(UserCommand.class)
@Provides(id = "sweep", description = "Train once and ask every combination of some values: a table of points.")
@Command(
        footer = {
            "",
            "A sweep file names a scenario, or recorded runs, and axes over any of its keys:",
            "  name: links",
            "  scenario: quick.yaml",
            "  axes:",
            "    topology.wide: {logRange: {from: 100 Mbit/s, to: 100 Gbit/s, points: 13}}",
            "    topology.wideLatency: [1 ms, 10 ms, 100 ms]",
            "    methods[diloco].parameterPeriod: [8, 16, 32]",
            "  constraints: [topology.wide >= 200 Mbit/s]",
            "What decides the losses is trained once for all points that share it; the rest is replayed. See docs/sweeps.md.",
            "",
            "Ctrl-C stops it, and so may anything else: the same command goes on, and does no point twice. A point that fails is",
            "recorded with its cause and stops nothing.",
            "  longhaul sweep links.yaml --dry-run               how many points and trainings; is all right?",
            "  longhaul sweep links.yaml --csv                   the table",
            "  longhaul runs sql \"SELECT * FROM sweep_points\"    all sweeps",
            "",
            "Exit codes: 0 done, also where points are recorded as failed; 1 stopped; 2 wrong input; 3 a fault of this program."
        })
public final class SweepCommand implements UserCommand {
    @Parameters(paramLabel = "SWEEP", description = "sweep file, such as scenarios/examples/sweeps/which-link.yaml")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "directory of the sweep (default: sweeps/NAME in the folder of runs)")
    private @Nullable Path out;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            defaultValue = "runs",
            description = "folder of runs, with the store that 'longhaul runs' reads (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path runs;

    @Option(names = "--dry-run", description = "check the sweep and say what it would do")
    private boolean dryRun;

    @Option(names = "--fresh", description = "forget what an earlier sweep left in the directory")
    private boolean fresh;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "points that are simulated at a time (default: one for each core)")
    private @Nullable Integer threads;

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "trainings that run at a time (default: one for each core, or 1 on a GPU)")
    private @Nullable Integer slots;

    @Option(
            names = "--device",
            paramLabel = "auto|cpu|cuda",
            defaultValue = "auto",
            description = "where to train (default: auto, the GPU if there is one)")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String device;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = "local",
            description = "where to compute: local, or spark where its module is built (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String engine;

    @Option(
            names = "--master",
            paramLabel = "URL",
            description = "of --engine spark: its master, such as spark://host:7077")
    private @Nullable String master;

    @Option(
            names = "--by",
            paramLabel = "FIGURE",
            description = "figure by which points are ranked (default: seconds-to-target, else the first recorded)")
    private @Nullable String by;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "10",
            description = "points in the table on the terminal (default: ${DEFAULT-VALUE})")
    private int top;

    @Option(names = "--csv", description = "print the whole table as CSV instead")
    private boolean csv;

    @Option(names = "--json", description = "print the best points as JSON instead")
    private boolean json;

    @Option(names = "--quiet", description = "no progress, only the result")
    private boolean quiet;

    @Spec
    private CommandSpec spec;

    /** A command that picocli fills. */
    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    public SweepCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        ConsoleSweep progress = new ConsoleSweep(err, quiet);
        SweepEngine.Options options = options();
        SweepEngine computing = engine();
        progress.note("Reading and checking " + file + " ...");
        Sweep sweep = Sweep.read(file);
        SweepPlan plan = plan(sweep);
        if (by != null && !plan.figureNames().contains(by)) {
            throw new WrongInputException("--by is '" + by + "', which is not recorded; allowed: "
                    + String.join(", ", plan.figureNames()) + Spelling.maybe(by, plan.figureNames()));
        }
        if (dryRun) {
            plan.lines().forEach(spec.commandLine().getOut()::println);
            warn(plan, err);
            return ExitCode.DONE;
        }
        plan.lines().forEach(progress::note);
        warn(plan, err);
        return run(sweep, plan, computing, options, progress);
    }

    private SweepPlan plan(Sweep sweep) throws IOException {
        try {
            return SweepPlan.of(sweep, Environment.physicalMemory());
        } catch (ReplayRefusedException e) {
            throw new WrongInputException(file + ": runs: " + e.getMessage(), e);
        }
    }

    private void warn(SweepPlan plan, PrintWriter err) {
        if (!quiet) {
            plan.warnings().stream().limit(5).forEach(each -> err.println("longhaul: " + Faults.indented(each)));
            if (plan.warnings().size() > 5) {
                err.println("longhaul: ... and " + (plan.warnings().size() - 5) + " more");
            }
        }
    }

    @SuppressWarnings("try") // open signals are heard, not used
    private int run(Sweep sweep, SweepPlan plan, SweepEngine engine, SweepEngine.Options options, ConsoleSweep progress)
            throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        Path directory = out != null ? out : runs.resolve("sweeps").resolve(sweep.name());
        RunControl control = new RunControl();
        String again = "longhaul sweep " + file + (out == null ? "" : " --out " + out);
        StopRequests stop = new StopRequests(control, err, again);
        try (SweepEngine computing = engine;
                Signals signals = Signals.heardBy(stop::heard)) {
            open(computing, options);
            try (SweepSession session = SweepSession.open(
                    plan, directory, RunsFolder.store(runs), fresh, computing, options, control, progress)) {
                session.run();
                progress.end();
                print(plan, session);
            }
            return ExitCode.DONE;
        } catch (RunControl.StoppedException e) {
            err.println();
            err.println("Stopped; nothing is lost. Go on with: " + again);
            return ExitCode.INCOMPLETE;
        } catch (SweepFolder.UnusableException e) {
            throw new WrongInputException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            err.println();
            err.println("longhaul: the sweep cannot go on: " + Faults.indented(FileTrouble.words(e)));
            err.println("    Every point that is done is kept. When that is mended: " + again);
            return ExitCode.INCOMPLETE;
        }
    }

    private void open(SweepEngine computing, SweepEngine.Options options) {
        try {
            computing.open(options);
        } catch (IllegalArgumentException e) {
            throw new WrongInputException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The engine that is asked for, not opened yet. */
    private SweepEngine engine() {
        List<SweepEngine> all =
                Registry.<SweepEngine>load("sweep engine", SweepEngine.class).all();
        List<String> ids = all.stream().map(SweepEngine::id).toList();
        return all.stream().filter(each -> each.id().equals(engine)).findFirst().orElseThrow(() -> {
            String hint = engine.equals("spark")
                    ? "\nMaybe build its module, and start the program with it: see docs/sweeps.md"
                    : Spelling.maybe(engine, ids);
            return new WrongInputException("--engine is '" + engine + "'; allowed: " + String.join(", ", ids) + hint);
        });
    }

    private SweepEngine.Options options() {
        int cores = Runtime.getRuntime().availableProcessors();
        Device where;
        try {
            where = Device.parse(device);
        } catch (IllegalArgumentException e) {
            throw new WrongInputException("--device: " + e.getMessage(), e);
        }
        return new SweepEngine.Options(
                number("--threads", threads, cores),
                number("--slots", slots, where == Device.CUDA ? 1 : cores),
                where,
                master);
    }

    private static int number(String option, @Nullable Integer wanted, int otherwise) {
        if (wanted == null) {
            return otherwise;
        }
        if (wanted < 1 || wanted > 1024) {
            throw new WrongInputException(option + " is " + wanted + "; allowed: 1 to 1024");
        }
        return wanted;
    }

    private void print(SweepPlan plan, SweepSession session) throws IOException {
        PrintWriter to = spec.commandLine().getOut();
        if (csv) {
            try (Stream<String> lines = Files.lines(session.tableFile(), StandardCharsets.UTF_8)) {
                lines.forEach(to::println);
            }
            return;
        }
        List<String> names = plan.figureNames();
        String figure = by != null ? by : names.contains("seconds-to-target") ? "seconds-to-target" : names.get(0);
        SweepText text = new SweepText(session.best(figure, Math.max(1, top)), figure);
        if (json) {
            to.println(text.json(session));
            return;
        }
        to.println(text.table());
        to.println(session.done() + " points"
                + (session.failed() == 0
                        ? ""
                        : ", " + session.failed() + " of them with a failure, each with its cause in the table")
                + ". Table: " + session.tableFile());
    }
}
