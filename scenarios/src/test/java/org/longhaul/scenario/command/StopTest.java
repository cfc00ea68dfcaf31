package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.simulator.event.EventLoop;

/** Ctrl-C and SIGTERM are answered at once, and what was trained is kept. */
@DisabledOnOs(OS.WINDOWS)
final class StopTest {
    /** Far more steps than this test waits for. */
    private static final String SCENARIO =
            """
            name: long
            topology: {builder: star, hosts: 4, bandwidth: 1 Gbit/s, latency: 5 ms}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic, layers: 1, elements: 8}
            projectAs: {architecture: mpt-125m}
            training:
              steps: 1000000
              batch: 1
              context: 1
              optimizer: {kind: adamw, learningRate: 0.05}
              evaluateEvery: 1000000
            methods: [{id: ddp}]
            """;

    /** A step whose exchange takes the packet network minutes. */
    private static final String SLOW_EXCHANGE =
            """
            name: slow
            topology: {builder: star, hosts: 4, bandwidth: 10 Gbit/s, latency: 5 ms, lossRate: 0.0001}
            network: {fidelity: packet}
            limits: {events: 1000000000000}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic, layers: 1, elements: 8}
            projectAs: {architecture: mpt-7b}
            training:
              steps: 3
              batch: 1
              context: 1
              optimizer: {kind: adamw, learningRate: 0.05}
              evaluateEvery: 3
            methods: [{id: ddp}]
            """;

    private static final String SIMULATING = "begins";

    @TempDir
    Path folder;

    /** What a process says, and the moment at which it says a certain thing. */
    private static final class Listener implements Runnable {
        private final InputStream from;
        private final String awaited;
        private final StringBuffer said = new StringBuffer();
        private final CountDownLatch heard = new CountDownLatch(1);

        Listener(InputStream from, String awaited) {
            this.from = from;
            this.awaited = awaited;
        }

        @Override
        public void run() {
            try (Reader text = new InputStreamReader(from, StandardCharsets.UTF_8)) {
                for (int next = text.read(); next >= 0; next = text.read()) {
                    said.append((char) next);
                    if (heard.getCount() > 0 && said.indexOf(awaited) >= 0) {
                        heard.countDown();
                    }
                }
            } catch (IOException e) {
                said.append(e);
            } finally {
                heard.countDown();
            }
        }
    }

    /** How a process that was signalled ended: what it said, and nanoseconds from the signal to its end. */
    private record End(String said, long nanos) {}

    @Test
    void terminationEndsALongExchangeToo() throws Exception {
        Path scenario = Files.writeString(folder.resolve("slow.yaml"), SLOW_EXCHANGE);
        Path run = folder.resolve("runs/slow");
        String runs = folder.resolve("runs").toString();
        End end = stop("TERM", SIMULATING, "run", scenario.toString(), "--out", run.toString(), "--runs", runs);
        assertThat(end.said)
                .contains("Stopping after this step.", "Stopped; nothing is lost. Go on with: longhaul resume " + run)
                .doesNotContain("takes too long");
        // Before the patience with a step that cannot be stopped ends.
        assertThat(end.nanos).isLessThan(TimeUnit.SECONDS.toNanos(8));
        assertThat(run.resolve("manifest.json")).exists();
        assertThat(run.resolve("record.json")).doesNotExist();
        assertThat(Said.done("runs", "--runs", runs)).contains("stopped");
    }

    @Test
    void ctrlCAndTerminationEndWithOneAndKeepTheRun() throws Exception {
        Path scenario = Files.writeString(folder.resolve("long.yaml"), SCENARIO);
        Path run = folder.resolve("runs/one");
        String runs = folder.resolve("runs").toString();

        End first = stop("INT", " step ", "run", scenario.toString(), "--out", run.toString(), "--runs", runs);
        assertThat(first.said)
                .contains("Stopping after this step; again to stop at once.")
                .contains("Stopped; nothing is lost. Go on with: longhaul resume " + run);
        assertThat(first.nanos).isLessThan(TimeUnit.SECONDS.toNanos(20));
        assertThat(run.resolve("units/01-ddp-seed1/unit.json")).exists();

        assertThat(Said.done("runs", "--json", "--runs", runs)).contains("\"stopped, 0 done, one begun\"", "\"long\"");

        End second = stop("TERM", " step ", "resume", run.toString());
        assertThat(second.said).contains("Stopping after this step.", "longhaul resume " + run);
        assertThat(Said.done("runs", "--runs", runs)).contains("stopped");
        assertThat(run.resolve("record.json")).doesNotExist();
    }

    /** Asks the process for the stacks of its threads until one of them simulates. */
    private static void awaitEventLoop(Process process, Listener listener) throws Exception {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        String stacks = "";
        while (!stacks.contains(EventLoop.class.getName() + ".run")) {
            assertThat(process.isAlive() && System.nanoTime() < deadline)
                    .as(listener.said + stacks)
                    .isTrue();
            Process asking = new ProcessBuilder(jcmd, Long.toString(process.pid()), "Thread.print")
                    .redirectErrorStream(true)
                    .start();
            stacks = new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * What comes before the command so that it heeds Ctrl-C: a shell without job control has what it starts in the background
     * ignore it, and a build started like that hands this on.
     */
    private static List<String> signalsHeeded() throws Exception {
        List<String> heeding = List.of("env", "--default-signal=INT");
        List<String> trial = new ArrayList<>(heeding);
        trial.add("true");
        try {
            boolean works = new ProcessBuilder(trial).start().waitFor() == 0;
            return works ? heeding : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Starts the program, waits until it says a certain thing, and signals it. */
    private static End stop(String signal, String awaited, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(signalsHeeded());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dorg.bytedeco.javacpp.platform.extension=",
                "-Dlonghaul.terminal=true",
                "-Dorg.bytedeco.javacpp.nopointergc=true",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                Longhaul.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            Listener listener = new Listener(process.getInputStream(), awaited);
            Thread listening = new Thread(listener, "listener");
            listening.setDaemon(true);
            listening.start();
            assertThat(listener.heard.await(120, TimeUnit.SECONDS))
                    .as(listener.said.toString())
                    .isTrue();
            assertThat(listener.said.toString()).contains(awaited);
            if (awaited.equals(SIMULATING)) {
                awaitEventLoop(process, listener);
            }
            long sent = System.nanoTime();
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as(listener.said.toString())
                    .isTrue();
            long took = System.nanoTime() - sent;
            listening.join(TimeUnit.SECONDS.toMillis(20));
            assertThat(process.exitValue()).as(listener.said.toString()).isEqualTo(ExitCode.INCOMPLETE);
            return new End(listener.said.toString(), took);
        } finally {
            process.destroyForcibly();
        }
    }
}
