package org.longhaul.wire.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.command.shared.ChangeOptions;
import org.longhaul.scenario.command.shared.Environment;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.Signals;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.engine.planner.Preflight;
import org.longhaul.scenario.file.YamlReader;
import org.longhaul.scenario.run.Manifest;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.training.tensor.Device;
import org.longhaul.wire.record.WireFolder;
import org.longhaul.wire.record.WireRecordException;
import org.longhaul.wire.rendezvous.TlsKeys;
import org.longhaul.wire.rendezvous.Token;
import org.longhaul.wire.run.RunnerSettings;
import org.longhaul.wire.run.StartedProcesses;
import org.longhaul.wire.run.WirePlan;
import org.longhaul.wire.run.WireRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts a run between real processes. */
@Command(
        name = "run",
        description = "Train a scenario between real processes, and write down what took how long.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Each worker is a process of its own, a server after them too; all train the same plan as the simulated run does,",
            "one thread each, and exchange through Gloo over TCP. The network is measured before, and the run is held against its",
            "projection on that network in the end ('longhaul wire compare').",
            "  longhaul wire run scenarios/wire/four.yaml --local 4",
            "  longhaul wire run scenarios/wire/four.yaml --lab scenarios/wire/two-sites.yaml",
            "  longhaul wire run my.yaml --rendezvous 192.0.2.10:29400 --start 0 --token-file wire.token",
            "      and on each other machine: longhaul wire worker my.yaml --rank R --rendezvous 192.0.2.10:29400 ...",
            "",
            "Who does not know the token is sent nothing. Encrypted, with a key that keytool makes:",
            "  keytool -genkeypair -keyalg EC -alias wire -dname CN=wire -storetype PKCS12 -keystore wire.p12",
            "  keytool -exportcert -rfc -alias wire -keystore wire.p12 -file wire.pem       for the workers",
            "Its password is in the variable LONGHAUL_WIRE_KEYSTORE_PASSWORD. This is the meeting alone: tensors travel in the",
            "clear (docs/wire.md).",
            "",
            "Ctrl-C, or a member that is lost, ends the run; what is recorded is kept, and so is the last checkpoint:",
            "  longhaul wire run --resume runs/wire/four-20261130-041500",
            "Exit codes: 0 done; 1 a member was lost, the run was stopped, or a method came to no result; 2 wrong input; 3 a fault",
            "of this program."
        })
final class WireRunCommand implements Callable<Integer> {
    private static final String PASSWORD = "LONGHAUL_WIRE_KEYSTORE_PASSWORD";

    @Parameters(
            paramLabel = "SCENARIO",
            arity = "0..1",
            description = "scenario file, such as scenarios/wire/four.yaml")
    private @Nullable Path scenario;

    @Option(names = "--local", paramLabel = "N", description = "start all N members on this machine")
    private @Nullable Integer local;

    @Mixin
    private MeetingOptions meeting = new MeetingOptions();

    @Option(
            names = "--start",
            paramLabel = "RANKS",
            split = ",",
            description = "with --rendezvous: ranks that are started on this machine, such as 0 or 0,1")
    private List<Integer> ranks = new ArrayList<>();

    @Option(
            names = "--hosts",
            paramLabel = "HOSTS",
            split = ",",
            description = "hosts that may connect, such as 192.0.2.11,192.0.2.12 (default: whoever knows the token)")
    private List<String> hosts = new ArrayList<>();

    @Option(
            names = "--tls-keystore",
            paramLabel = "FILE",
            description =
                    "key of the rendezvous (PKCS12): connections to it are encrypted; its password is in " + PASSWORD)
    private @Nullable Path keystore;

    @Option(names = "--resume", paramLabel = "RUN", description = "go on with this run, from its last checkpoint")
    private @Nullable Path resume;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "silence after which a member counts as lost (default: ${DEFAULT-VALUE})")
    private int patience;

    @Option(
            names = "--joining",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "how long members are waited for (default: ${DEFAULT-VALUE})")
    private int joining;

    @Option(
            names = "--lab",
            paramLabel = "FILE",
            description =
                    "start all members in a laboratory: hosts of this machine's own, joined as this file says, such as"
                            + " scenarios/wire/star.yaml (Linux)")
    private @Nullable Path lab;

    @Option(
            names = "--probe",
            paramLabel = "SECONDS",
            defaultValue = "20",
            description = "time for measuring the network before the run; 0 for not (default: ${DEFAULT-VALUE})")
    private int probe;

    @Option(names = "--no-compare", description = "do not project the run and hold it against that in the end")
    private boolean isNotCompared;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "folder of the run, absent or empty (default: wire/NAME-TIME in the folder of runs)")
    private @Nullable Path out;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            defaultValue = "runs",
            description = "folder of runs (default: ${DEFAULT-VALUE})")
    private Path runs;

    @Option(names = "--seed", paramLabel = "N", description = "run under this seed only, instead of the scenario's")
    private @Nullable Long seed;

    @Option(names = "--quiet", description = "no progress")
    private boolean quiet;

    @Mixin
    private ChangeOptions changes = new ChangeOptions();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    WireRunCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if ((scenario == null) == (resume == null)) {
            throw new WrongInputException("found " + (scenario == null ? "neither" : "both")
                    + " SCENARIO and --resume; allowed: one of them");
        }
        if (probe < 0 || probe > 3600) {
            throw new WrongInputException("--probe: found " + probe + "; allowed: 0 to 3600 seconds");
        }
        if (lab != null && (local != null || meeting.isStated())) {
            throw new WrongInputException("--lab starts all members in the laboratory; allowed: no --local and no"
                    + " --rendezvous beside it");
        }
        if (lab != null && LabPlace.isElsewhere()) {
            return LabPlace.again(spec.root().commandLine().getParseResult().originalArgs());
        }
        if (local != null && meeting.isStated()) {
            throw new WrongInputException("--local starts all members here, and --rendezvous waits for others; allowed:"
                    + " one of them\nMaybe --rendezvous HOST:PORT --start 0,1, which starts some here");
        }
        Path file = scenario;
        if (file == null) {
            try (RunDirectory directory = opened(Objects.requireNonNull(resume))) {
                WirePlan plan = WirePlan.of(directory);
                return run(plan, directory);
            }
        }
        return begin(file);
    }

    private static RunDirectory opened(Path run) throws IOException {
        Path scenario = new WireFolder(run).scenario();
        if (Files.exists(scenario) && !RunDirectory.isBegun(run)) {
            throw new WrongInputException("--resume: the run in " + run + " ended while its folder was being made, and"
                    + " nothing was trained\nMaybe start it anew: longhaul wire run " + scenario);
        }
        if (Files.exists(run.resolve("units"))) {
            throw new WrongInputException("--resume: one process trained " + run + "\nMaybe longhaul resume " + run);
        }
        return RunDirectory.open(run);
    }

    private int begin(Path file) throws IOException, InterruptedException {
        ConsoleWire progress = new ConsoleWire(spec.commandLine().getErr(), quiet);
        progress.note("Reading and planning " + file + " ...");
        ScenarioChanges wanted = changes.changes();
        ChangeOptions.check(wanted, YamlReader.read(file), file);
        Long only = seed;
        WirePlan plan = WirePlan.of(file, wanted, only == null ? null : List.of(only));
        plan.check().forEach(warning -> progress.note("warning: " + warning));
        ranksHere(plan);
        Preflight.whole(plan.plan(), plan.source().document(), Environment.physicalMemory());
        Path target = out != null
                ? out
                : RunDirectory.unused(
                        runs.resolve("wire"), plan.source().scenario().name() + "-" + time());
        Manifest manifest = Environment.manifest(
                String.valueOf(target.toAbsolutePath().normalize().getFileName()),
                file,
                plan.source().document().text(),
                runs,
                plan.plan().seeds(),
                Device.CPU,
                1);
        try (RunDirectory directory = RunDirectory.create(
                target, plan.source().document().text(), plan.source().files(), manifest)) {
            return run(plan, directory);
        }
    }

    private static String time() {
        return LocalDateTime.now(ZoneId.systemDefault())
                .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT));
    }

    /** Ranks that are started on this machine. */
    private List<Integer> ranksHere(WirePlan plan) {
        int members = plan.members();
        if (meeting.isStated()) {
            for (int rank : ranks) {
                if (rank < 0 || rank >= members) {
                    throw new WrongInputException("--start: found rank " + rank + "; allowed: 0 to " + (members - 1)
                            + ", since the scenario has " + MemberWords.of(plan));
                }
            }
            return List.copyOf(new TreeSet<>(ranks));
        }
        if (!ranks.isEmpty()) {
            throw new WrongInputException("--start needs --rendezvous; --local starts all members");
        }
        Integer stated = local;
        if (stated == null && lab == null) {
            throw new WrongInputException("where do the members run? Allowed: --local " + members
                    + " for all on this machine, --lab FILE for a laboratory, or --rendezvous HOST:PORT for several"
                    + " machines");
        }
        if (stated != null && stated != members) {
            throw new WrongInputException("--local is " + stated + "; allowed: " + members + ", since the scenario has "
                    + MemberWords.of(plan));
        }
        return IntStream.range(0, members).boxed().toList();
    }

    private int run(WirePlan plan, RunDirectory directory) throws IOException, InterruptedException {
        List<Integer> here = ranksHere(plan);
        boolean isLocal = !meeting.isStated();
        InetSocketAddress at =
                isLocal ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 0) : meeting.rendezvous();
        Token token = isLocal ? Token.fresh() : meeting.token();
        Set<InetAddress> allowed = new HashSet<>();
        hosts.forEach(host -> allowed.add(MeetingOptions.address("--hosts", host)));
        if (!allowed.isEmpty() && !here.isEmpty()) {
            allowed.add(at.getAddress());
        }
        RunnerSettings settings = new RunnerSettings(
                at,
                token,
                tls(),
                allowed,
                MeetingOptions.seconds("--patience", patience),
                MeetingOptions.seconds("--joining", joining),
                probe);
        if (lab == null) {
            return run(plan, directory, settings, here, StartedProcesses.Place.HERE);
        }
        try (LabPlace place = LabPlace.open(lab, plan, sentence -> {
            spec.commandLine().getErr().println(sentence);
            spec.commandLine().getErr().flush();
        })) {
            return run(plan, directory, settings, here, place);
        }
    }

    @SuppressWarnings("try") // open signals are heard, not used
    private int run(
            WirePlan plan,
            RunDirectory directory,
            RunnerSettings settings,
            List<Integer> here,
            StartedProcesses.Place place)
            throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        ConsoleWire progress = new ConsoleWire(err, quiet);
        WireRunner runner = new WireRunner(plan, directory, settings, progress);
        StartedProcesses processes = new StartedProcesses(directory.path(), settings.token(), place, (rank, line) -> {
            if (!line.startsWith("Rank ") && !line.startsWith("[Gloo] ")) {
                err.println("[rank " + rank + "] " + line);
                err.flush();
            }
        });
        Thread atExit = new Thread(processes::kill, "longhaul-end-members");
        Runtime.getRuntime().addShutdownHook(atExit);
        AtomicInteger signalled = new AtomicInteger();
        try (Signals signals = Signals.heardBy(signal -> {
            if (signalled.getAndIncrement() == 0 && signal.equals("INT")) {
                err.println();
                err.println("Stopping after this step; again to stop at once.");
                err.flush();
                runner.stop();
            } else {
                processes.kill();
                runner.abandon("the run was stopped at once");
                Runtime.getRuntime().halt(ExitCode.INCOMPLETE);
            }
        })) {
            List<String> failures = runner.run(processes, here);
            failures.forEach(failure -> err.println("longhaul: no result of " + failure));
            spec.commandLine().getOut().println("Run: " + directory.path());
            spec.commandLine().getOut().flush();
            return failures.isEmpty() ? compared(directory) : ExitCode.INCOMPLETE;
        } catch (WireRunner.BrokenRunException e) {
            err.println("longhaul: the run ended early: " + e.getMessage());
            err.println(
                    "    What was recorded is kept, and so is the last checkpoint. Go on with: longhaul wire run --resume "
                            + directory.path() + again());
            return ExitCode.INCOMPLETE;
        } catch (BindException e) {
            throw new WrongInputException(
                    "--rendezvous: nobody can listen at " + settings.at() + " (" + e.getMessage() + ")", e);
        } finally {
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
    }

    /** Holds the run against its projection, where the network was measured. */
    private int compared(RunDirectory directory) throws IOException {
        WireFolder folder = new WireFolder(directory.path());
        if (isNotCompared || !Files.exists(folder.topology())) {
            return ExitCode.DONE;
        }
        try {
            return WireCompareCommand.print(
                    folder,
                    null,
                    null,
                    null,
                    spec.commandLine().getOut(),
                    new WireProgress(spec.commandLine().getErr()));
        } catch (WireRecordException | IllegalArgumentException e) {
            spec.commandLine().getErr().println("longhaul: the run cannot be compared: " + e.getMessage());
            return ExitCode.INCOMPLETE;
        }
    }

    /** How the members are placed, as the user would type it once more. */
    private String again() {
        return local != null ? " --local " + local : lab != null ? " --lab " + lab : " --rendezvous ...";
    }

    private @Nullable TlsKeys tls() throws IOException {
        if (keystore == null) {
            return null;
        }
        String password = System.getenv(PASSWORD);
        if (password == null) {
            throw new WrongInputException("--tls-keystore: its password is missing, in the variable " + PASSWORD);
        }
        try {
            return TlsKeys.ofListener(keystore, password.toCharArray());
        } catch (IllegalArgumentException e) {
            throw new WrongInputException("--tls-keystore: " + e.getMessage(), e);
        }
    }
}
