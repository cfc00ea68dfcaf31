package org.longhaul.wire.record;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;

/**
 * What all members of a run between real processes have in common.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION}
 * @param id name of the run, that of its folder
 * @param scenario name of the scenario
 * @param scenarioSha256 hash of the scenario's text
 * @param longhaulVersion version of the program, equal at all members
 * @param startedAt start on the wall clock of the first member, ISO 8601
 * @param members by rank: workers, then servers
 * @param workers how many of them are workers
 * @param clocks readings of each member's clock beside that of rank 0; empty where all share one clock
 * @param units methods by seed in the order in which they run
 * @param library what carried the exchanges, such as {@code gloo}
 */
public record WireRun(
        int schemaVersion,
        String id,
        String scenario,
        String scenarioSha256,
        String longhaulVersion,
        String startedAt,
        List<WireMember> members,
        int workers,
        List<ClockReading> clocks,
        List<WireUnit> units,
        String library) {

    /** The version of the form that this program writes and reads. */
    public static final int SCHEMA_VERSION = 1;

    /** Copies the lists; refuses members that are not in the order of their ranks, and units that are there twice. */
    public WireRun {
        members = List.copyOf(members);
        clocks = List.copyOf(clocks);
        units = List.copyOf(units);
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).rank() != i) {
                throw new IllegalArgumentException("members must come by rank from 0 on, found rank "
                        + members.get(i).rank() + " at place " + i + ".");
            }
        }
        if (workers < 1 || workers > members.size()) {
            throw new IllegalArgumentException(
                    "workers (" + workers + ") must lie in [1, " + members.size() + "], the members in all.");
        }
        if (units.stream().distinct().count() != units.size()) {
            throw new IllegalArgumentException("units must differ in method or seed, found " + units + ".");
        }
    }

    /** The same with the readings of clocks, which are known at its end only. */
    public WireRun withClocks(List<ClockReading> readings) {
        return new WireRun(
                schemaVersion,
                id,
                scenario,
                scenarioSha256,
                longhaulVersion,
                startedAt,
                members,
                workers,
                readings,
                units,
                library);
    }

    /** The units of one method, or of all where none is named. @throws IllegalArgumentException if there is no such method */
    public List<WireUnit> unitsOf(@Nullable String label) {
        List<WireUnit> found = units.stream()
                .filter(unit -> label == null || unit.label().equals(label))
                .toList();
        if (found.isEmpty() && label != null) {
            List<String> labels = units.stream().map(WireUnit::label).distinct().toList();
            throw new IllegalArgumentException("'" + label + "' is no method of run '" + id + "'; allowed: "
                    + String.join(", ", labels) + Spelling.maybe(label, labels));
        }
        return found;
    }
}
