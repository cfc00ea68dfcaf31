package org.longhaul.wire.command;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.command.shared.ChangeOptions;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.Signals;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.file.YamlReader;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.wire.rendezvous.RendezvousException;
import org.longhaul.wire.rendezvous.TlsKeys;
import org.longhaul.wire.run.StartedProcesses;
import org.longhaul.wire.run.WirePlan;
import org.longhaul.wire.run.WireWorker;
import org.longhaul.wire.run.WorkerSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes part in a run. */
@Command(
        name = "worker",
        description = "Take part in a run between real processes, as one rank of it.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "On the machine that starts the run, which listens:",
            "  longhaul wire run my.yaml --rendezvous 192.0.2.10:29400 --start 0 --token-file wire.token",
            "On each of the others, with the same scenario and the same token:",
            "  longhaul wire worker my.yaml --rank 1 --rendezvous 192.0.2.10:29400 --token-file wire.token",
            "",
            "Ranks of workers count from 0; servers come after them. A scenario, seeds or version that differ from those at the",
            "rendezvous are refused, and both are named. Gloo connects the members with each other at any free port of --address.",
            "",
            "Ends when the run does. Exit codes: 0 the run is done; 1 it ended early (who was lost, where and since when is said);",
            "2 wrong input, or refused; 3 a fault of this program."
        })
final class WireWorkerCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SCENARIO", description = "the scenario file that the run was started with")
    private Path scenario;

    @Option(names = "--rank", required = true, paramLabel = "R", description = "which of the members this is, from 0")
    private int rank;

    @Mixin
    private MeetingOptions meeting = new MeetingOptions();

    @Option(
            names = "--address",
            paramLabel = "HOST",
            description = "address of this machine at which the others connect (default: the one that leads to the"
                    + " rendezvous)")
    private @Nullable String address;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "certificate of the rendezvous (PEM): the connection to it is encrypted, and nobody else is"
                    + " believed")
    private @Nullable Path certificate;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            defaultValue = "wire-work",
            description = "folder for this member's lines and checkpoints, by run (default: ${DEFAULT-VALUE})")
    private Path work;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "how long the rendezvous may not be there yet (default: ${DEFAULT-VALUE})")
    private int patience;

    @Option(names = "--seed", paramLabel = "N", description = "run under this seed only, as 'wire run' was told")
    private @Nullable Long seed;

    @Mixin
    private ChangeOptions changes = new ChangeOptions();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    WireWorkerCommand() {}

    @SuppressWarnings("try") // open signals are heard, not used
    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        boolean isStarted = System.getenv(StartedProcesses.STARTED) != null;
        if (isStarted) {
            endWithStarter();
        }
        // Ctrl-C in a terminal reaches all processes of a run that was started there; the one that started it decides.
        try (Signals signals = Signals.heardBy(signal -> {
            if (!isStarted || !signal.equals("INT")) {
                Runtime.getRuntime().halt(ExitCode.INCOMPLETE);
            }
        })) {
            return takePart(err);
        }
    }

    private int takePart(PrintWriter err) throws IOException, InterruptedException {
        boolean isRun = Files.isDirectory(scenario);
        WirePlan plan;
        if (isRun) {
            try (RunDirectory run = RunDirectory.read(scenario)) {
                plan = WirePlan.of(run);
            }
        } else {
            ScenarioChanges wanted = changes.changes();
            ChangeOptions.check(wanted, YamlReader.read(scenario), scenario);
            Long only = seed;
            plan = WirePlan.of(scenario, wanted, only == null ? null : List.of(only));
        }
        if (rank < 0 || rank >= plan.members()) {
            throw new WrongInputException("--rank is " + rank + "; allowed: 0 to " + (plan.members() - 1) + ", since "
                    + scenario + " has " + MemberWords.of(plan));
        }
        WorkerSettings settings = new WorkerSettings(
                rank,
                meeting.rendezvous(),
                meeting.token(),
                tls(),
                address,
                isRun ? scenario : work,
                !isRun,
                MeetingOptions.seconds("--patience", patience));
        WireWorker worker = new WireWorker(plan, settings, sentence -> {
            err.println(sentence);
            err.flush();
        });
        try {
            String early = worker.run(why -> {
                sayEarly(err, why);
                Runtime.getRuntime().halt(ExitCode.INCOMPLETE);
            });
            if (early != null) {
                sayEarly(err, early);
                return ExitCode.INCOMPLETE;
            }
            return ExitCode.DONE;
        } catch (RendezvousException e) {
            throw new WrongInputException("the rendezvous refuses this member: " + e.getMessage(), e);
        }
    }

    private static void sayEarly(PrintWriter err, String why) {
        err.println("longhaul: the run ended early: " + why);
        err.flush();
    }

    private @Nullable TlsKeys tls() throws IOException {
        try {
            return certificate == null ? null : TlsKeys.ofMember(certificate);
        } catch (IllegalArgumentException e) {
            throw new WrongInputException("--tls-certificate: " + e.getMessage(), e);
        }
    }

    /** Standard input is a pipe from the process that started this one: its end is this one's, whatever it is doing. */
    private static void endWithStarter() {
        Thread watch = new Thread(
                () -> {
                    try {
                        System.in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        // The pipe is broken, which means the same.
                        Runtime.getRuntime().halt(ExitCode.INCOMPLETE);
                    }
                    Runtime.getRuntime().halt(ExitCode.INCOMPLETE);
                },
                "longhaul-starter");
        watch.setDaemon(true);
        watch.start();
    }
}
