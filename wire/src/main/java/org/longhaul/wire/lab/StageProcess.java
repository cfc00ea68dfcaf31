package org.longhaul.wire.lab;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Topology;

/** A laboratory's {@link StageProgram}, as its owner sees it. */
final class StageProcess {
    /** Without a collector: stages allocate nothing, and a pause would be a packet's lateness. */
    private static final List<String> OPTIONS = List.of(
            "-Xmx64m",
            "-XX:+UnlockExperimentalVMOptions",
            "-XX:+UseEpsilonGC",
            "-XX:TieredStopAtLevel=1",
            // Warnings would go to the standard output.
            "-Xlog:disable");

    /** Direct memory beside the rings: their rounding, and what the JDK reads and writes through. */
    private static final long OTHER_DIRECT_BYTES = 1L << 20;

    private final LabPlan plan;
    private final List<Integer> arcs;
    private final boolean punctual;
    private final Process process;
    private final BufferedWriter asks;
    private final BufferedReader answers;

    private StageProcess(LabPlan plan, List<Integer> arcs, boolean punctual, Process process) {
        this.plan = plan;
        this.arcs = arcs;
        this.punctual = punctual;
        this.process = process;
        this.asks = process.outputWriter(StandardCharsets.US_ASCII);
        this.answers = process.inputReader(StandardCharsets.US_ASCII);
    }

    /** The directions of a plan that have a stage; none where no such program is needed. */
    static List<Integer> arcs(LabPlan plan) {
        return IntStream.range(0, plan.topology().arcCount())
                .filter(arc -> plan.isStaged(arc / 2))
                .boxed()
                .toList();
    }

    /** Memory for all packets that are under way in them. */
    static long ringBytes(LabPlan plan) {
        return arcs(plan).stream().mapToLong(plan::ringBytes).sum();
    }

    /** Starts the stages of a plan, whose namespaces are there; its devices are there when this returns. */
    static StageProcess start(LabPlan plan, long seed) {
        List<String> first = punctually();
        // In a session of its own, it does not share the time of a session that is busy, and Ctrl-C does not end it
        // first.
        List<String> command = new ArrayList<>(List.of(SystemCommand.path("setsid")));
        command.addAll(Namespaces.inside(plan.lines(), first));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.add("-XX:MaxDirectMemorySize=" + (OTHER_DIRECT_BYTES + ringBytes(plan)));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), StageProgram.class.getName()));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            StageProcess stages = new StageProcess(plan, arcs(plan), !first.isEmpty(), process);
            stages.begin(seed);
            return stages;
        } catch (IOException e) {
            throw new LabException("the program that delays packets ended: " + e.getMessage(), e);
        }
    }

    /** Has all threads of a program go before ordinary ones, where the system lets it. */
    private static List<String> punctually() {
        List<String> first = List.of("chrt", "--fifo", "1");
        List<String> trial = new ArrayList<>(first);
        trial.add("true");
        boolean may = SystemCommand.find("chrt") != null
                && SystemCommand.end(trial, "").code() == 0;
        return may ? first : List.of();
    }

    private void begin(long seed) throws IOException {
        Topology topology = plan.topology();
        for (int arc : arcs) {
            asks.write(StageProgram.line(
                    LabPlan.tap(arc),
                    LabPlan.tap(arc ^ 1),
                    plan.delayNanos(arc),
                    topology.arcLossRate(arc),
                    seed * topology.arcCount() + arc,
                    plan.ringBytes(arc)));
            asks.write('\n');
        }
        asks.write('\n');
        asks.flush();
        if (!StageProgram.READY.equals(answers.readLine())) {
            throw new IOException("it did not say '" + StageProgram.READY + "'");
        }
    }

    /** What has passed so far, by direction; what cannot be known, since the program is no more, is left out. */
    synchronized List<StageCounts> counts() {
        List<StageCounts> counts = new ArrayList<>();
        try {
            asks.write(StageProgram.COUNTS + "\n");
            asks.flush();
            for (int arc : arcs) {
                String line = answers.readLine();
                if (line == null) {
                    break;
                }
                counts.add(StageCounts.read(plan.topology().arcName(arc), plan.delayNanos(arc), punctual, line));
            }
        } catch (IOException e) {
            // The program has ended: somebody stopped all, or killed it.
        }
        return counts;
    }

    /** Why nothing passes the delayed lines any more; null while something does. */
    @Nullable
    String broken() {
        return process.isAlive()
                ? null
                : "the program that delays packets ended with exit code " + process.exitValue()
                        + ": nothing passes the delayed lines";
    }

    /** Ends it. */
    void stop() {
        process.destroyForcibly();
    }
}
