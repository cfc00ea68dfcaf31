package org.longhaul.wire.run;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.longhaul.wire.incident.RunLog;
import org.longhaul.wire.rendezvous.Rendezvous;
import org.longhaul.wire.rendezvous.RendezvousListener;
import org.longhaul.wire.rendezvous.RendezvousSettings;
import org.longhaul.wire.rendezvous.Token;

/**
 * Processes of this program that are started here, a rank each: the same Java, class path and flags. They end with this one,
 * however it ends: their standard input is a pipe from here, and its end is theirs. One thread starts and closes; any may kill.
 */
public final class StartedProcesses implements AutoCloseable {
    private static final String PROGRAM = "org.longhaul.scenario.command.Longhaul";
    private static final int SECONDS_TO_LEAVE = 5;

    private final Map<Integer, Process> processes = new ConcurrentSkipListMap<>();
    private final Path run;
    private final Token token;
    private final Place place;
    private final BiConsumer<Integer, String> said;

    /** Where processes run. */
    public interface Place {
        /** Starts the program of a rank. */
        Process start(int rank, ProcessBuilder program) throws IOException;

        /** The address at which the others connect to a rank; null for the one that leads to the rendezvous. */
        @Nullable
        String address(int rank);

        /** Opens the rendezvous where they reach it. */
        default Rendezvous meet(RendezvousSettings settings, RendezvousListener listener) throws IOException {
            return Rendezvous.open(settings, listener);
        }

        /**
         * All members have begun to make steps.
         *
         * @param method of the method of this label; null for the first steps of the session
         * @param log is told what happens to the place meanwhile
         */
        default void begin(@Nullable String method, RunLog log) {}

        /** A method has come to its end. */
        default void end(String method) {}

        /** Training has ended, however. */
        default void end() {}

        /** Why nobody reaches anybody there any more, in words; null while all is well. Looked at several times a second. */
        default @Nullable String broken() {
            return null;
        }

        /** This machine as it is. */
        Place HERE = new Place() {
            @Override
            public Process start(int rank, ProcessBuilder program) throws IOException {
                return program.start();
            }

            @Override
            public @Nullable String address(int rank) {
                return null;
            }
        };
    }

    /**
     * Starts none yet.
     *
     * @param run folder of the run, which they read and write
     * @param said hears the lines that they write, by rank, on threads of its own
     */
    public StartedProcesses(Path run, Token token, Place place, BiConsumer<Integer, String> said) {
        this.run = run;
        this.token = token;
        this.place = place;
        this.said = said;
    }

    /** Where they run. */
    Place place() {
        return place;
    }

    /** Starts one. */
    void start(int rank, InetSocketAddress rendezvous) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!flag.startsWith("-Dlonghaul.") && !flag.startsWith("-agentlib") && !flag.startsWith("-javaagent")) {
                command.add(flag);
            }
        }
        command.add("-cp");
        command.add(absolute(System.getProperty("java.class.path")));
        command.add(PROGRAM);
        command.addAll(List.of(
                "wire",
                "worker",
                run.toAbsolutePath().toString(),
                "--rank",
                Integer.toString(rank),
                "--rendezvous",
                rendezvous.getAddress().getHostAddress() + ":" + rendezvous.getPort()));
        String address = place.address(rank);
        if (address != null) {
            command.addAll(List.of("--address", address));
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put(Token.VARIABLE, token.secret());
        builder.environment().put(STARTED, "1");
        // One thread a process: several processes share the cores of this machine.
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("OPENBLAS_NUM_THREADS", "1");
        builder.redirectErrorStream(true);
        Process process = place.start(rank, builder);
        processes.put(rank, process);
        Thread reader = new Thread(() -> read(rank, process), "longhaul-output-" + rank);
        reader.setDaemon(true);
        reader.start();
    }

    /** Environment variable by which a process knows that it ends with its standard input. */
    public static final String STARTED = "LONGHAUL_WIRE_STARTED";

    private static String absolute(String classPath) {
        List<String> parts = new ArrayList<>();
        for (String part : classPath.split(File.pathSeparator, -1)) {
            parts.add(part.isEmpty() ? part : Path.of(part).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, parts);
    }

    private void read(int rank, Process process) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null) {
                said.accept(rank, line);
                line = lines.readLine();
            }
        } catch (IOException e) {
            // The process is gone, and with it what it had to say.
            return;
        }
    }

    /** The first that has ended and how, in words; null while all run. */
    @Nullable
    String ended() {
        for (Map.Entry<Integer, Process> each : processes.entrySet()) {
            if (!each.getValue().isAlive()) {
                return "the process of rank " + each.getKey() + " ended with exit code "
                        + each.getValue().exitValue();
            }
        }
        return null;
    }

    /** Waits a moment for them to end by themselves, then ends them. */
    @Override
    public void close() {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_LEAVE);
        boolean isInterrupted = false;
        for (Process each : processes.values()) {
            try {
                each.waitFor(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
            kill(each);
        }
        processes.clear();
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends them at once; for when this process is about to end. */
    public void kill() {
        processes.values().forEach(StartedProcesses::kill);
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
