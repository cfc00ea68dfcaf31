package org.longhaul.wire.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * The program that delays: one virtual machine in the lines' namespace for all {@linkplain DelayStage stages} of a laboratory,
 * so that nothing else that a run does holds them up. It ends when its input does.
 *
 * <p>Its input is a line for each stage, an empty line, and then {@code counts} as often as somebody wants to know. It answers
 * {@code ready}, and a line for each stage.
 */
final class StageProgram {
    static final String READY = "ready";
    static final String COUNTS = "counts";
    static final String SEPARATOR = "\t";

    private static final long RING_NANOS = 20_000_000;

    private StageProgram() {}

    /** Runs it; no arguments. */
    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        Map<String, Integer> taps = new LinkedHashMap<>();
        List<DelayStage> stages = new ArrayList<>();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            stages.add(stage(line.split(SEPARATOR, -1), taps));
        }
        stages.forEach(DelayStage::start);
        Thread ringer = new Thread(() -> ring(stages), "bell");
        ringer.setDaemon(true);
        ringer.start();
        out.println(READY);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            stages.forEach(stage -> out.println(stage.counts()));
        }
        // The threads of stages end with the program, and TAP devices with their descriptors.
        Runtime.getRuntime().halt(0);
    }

    /** Has every reader learn, again and again, how late it learns of something. */
    private static void ring(List<DelayStage> stages) {
        Linux.bePunctual();
        while (true) {
            stages.forEach(DelayStage::ring);
            LockSupport.parkNanos(RING_NANOS);
        }
    }

    private static DelayStage stage(String[] words, Map<String, Integer> taps) throws IOException {
        return new DelayStage(
                tap(words[0], taps),
                tap(words[1], taps),
                Long.parseLong(words[2]),
                Double.parseDouble(words[3]),
                Long.parseLong(words[4]),
                Long.parseLong(words[5]));
    }

    private static int tap(String name, Map<String, Integer> taps) throws IOException {
        Integer open = taps.get(name);
        if (open == null) {
            open = Linux.openTap(name);
            taps.put(name, open);
        }
        return open;
    }

    /** The line that asks for a stage. */
    static String line(String from, String to, long delayNanos, double lossRate, long seed, long ringBytes) {
        return String.join(
                SEPARATOR,
                from,
                to,
                Long.toString(delayNanos),
                Double.toString(lossRate),
                Long.toString(seed),
                Long.toString(ringBytes));
    }
}
