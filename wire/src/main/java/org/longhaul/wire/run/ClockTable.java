package org.longhaul.wire.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.longhaul.wire.record.ClockReading;

/**
 * What members found of the rendezvous's clock, from which follows what lies between theirs and that of rank 0. Members on the
 * machine of rank 0 read one clock with it and have no entry. Not thread-safe.
 */
final class ClockTable {
    /** The words of what is told about this. */
    static final String ABOUT = "clock";

    private final int session;
    private final Map<Integer, String> machines = new TreeMap<>();
    private final Map<Integer, List<Offset>> offsets = new TreeMap<>();

    /** When a member compared its clock, and what it found. */
    record Offset(long atNanos, long aheadNanos, long errorNanos) {}

    ClockTable(int session) {
        this.session = session;
    }

    /** A member's machine, null where it is not known. */
    void joined(int rank, @Nullable String machine) {
        machines.put(rank, machine == null ? "machine of rank " + rank : machine);
    }

    /** A member compared its clock. */
    void told(int rank, String text) {
        offsets.computeIfAbsent(rank, each -> new ArrayList<>()).add(read(text));
    }

    /** What a member tells. @throws IllegalArgumentException or IndexOutOfBoundsException if it is none */
    static Offset read(String text) {
        List<String> words = List.of(text.split(" ", -1));
        return new Offset(Long.parseLong(words.get(0)), Long.parseLong(words.get(1)), Long.parseLong(words.get(2)));
    }

    /** All readings beside rank 0; the n-th of a member goes with the n-th of rank 0. */
    List<ClockReading> readings() {
        List<Offset> first = offsets.getOrDefault(0, List.of());
        List<ClockReading> readings = new ArrayList<>();
        offsets.forEach((rank, own) -> {
            if (Objects.equals(machines.get(rank), machines.get(0))) {
                return;
            }
            for (int i = 0; i < Math.min(own.size(), first.size()); i++) {
                readings.add(new ClockReading(
                        session,
                        rank,
                        own.get(i).atNanos,
                        own.get(i).aheadNanos - first.get(i).aheadNanos,
                        own.get(i).errorNanos + first.get(i).errorNanos));
            }
        });
        return readings;
    }
}
