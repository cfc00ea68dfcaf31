package org.longhaul.scenario.command;

import java.util.List;
import org.longhaul.topology.Topology;

/** What was inferred on a topology, among its notes. */
final class InferredNotes {
    private InferredNotes() {}

    static List<String> of(Topology topology) {
        return topology.notes().stream()
                .map(InferredNotes::oneLine)
                .filter(note -> note.contains("inferred"))
                .toList();
    }

    static String oneLine(String note) {
        return note.strip().replaceAll("\\s+", " ");
    }
}
