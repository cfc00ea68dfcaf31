package org.longhaul.wire.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.longhaul.simulator.workload.result.ExchangeTiming;
import org.longhaul.wire.projection.MeasuredExchange;
import org.longhaul.wire.projection.MeasuredUnit;
import org.longhaul.wire.projection.ProjectedUnit;

/**
 * Who took part in the exchanges of a method, measured beside projected.
 *
 * @param measured in words, such as {@code 64 x all 4}
 * @param projected the same of the projection
 * @param differences exchanges whose members differ, a sentence each: those that were measured, then those that were not, each in
 *     the order in which they ended
 */
public record ExchangeMembers(String measured, String projected, List<String> differences) {
    private static final int MOST_GROUPS = 3;

    public ExchangeMembers {
        differences = List.copyOf(differences);
    }

    private record Place(long step, int index) {}

    static ExchangeMembers of(MeasuredUnit measured, ProjectedUnit projected) {
        Map<Place, ExchangeTiming> expected = new LinkedHashMap<>();
        for (ExchangeTiming timing : projected.exchanges()) {
            expected.put(new Place(timing.step() + 1, timing.index()), timing);
        }
        List<String> differences = new ArrayList<>();
        List<List<Integer>> came = new ArrayList<>();
        List<List<Integer>> simulated = new ArrayList<>();
        for (MeasuredExchange exchange : measured.exchanges()) {
            came.add(exchange.members());
            ExchangeTiming timing = expected.remove(new Place(exchange.step(), exchange.index()));
            String name = exchange.label() + " of " + measured.stepName(exchange.step());
            if (timing == null) {
                differences.add(name + ": " + exchange.members() + " measured, not projected");
                continue;
            }
            List<Integer> members = sorted(timing.spec().workers());
            simulated.add(members);
            if (!members.equals(exchange.members())) {
                differences.add(name + ": " + exchange.members() + " measured, " + members + " projected");
            }
        }
        expected.forEach((place, timing) -> {
            if (!measured.isOpen(place.step, place.index)) {
                List<Integer> members = sorted(timing.spec().workers());
                simulated.add(members);
                differences.add(timing.spec().label() + " of " + measured.stepName(place.step) + ": " + members
                        + " projected, not measured");
            }
        });
        return new ExchangeMembers(words(came, measured.members()), words(simulated, measured.members()), differences);
    }

    private static List<Integer> sorted(List<Integer> ranks) {
        return ranks.stream().sorted().toList();
    }

    private static String words(List<List<Integer>> exchanges, int members) {
        List<Integer> all = IntStream.range(0, members).boxed().toList();
        Map<String, Integer> counts = new TreeMap<>();
        for (List<Integer> ranks : exchanges) {
            counts.merge(ranks.equals(all) ? "all " + members : ranks.toString(), 1, Integer::sum);
        }
        if (counts.isEmpty()) {
            return "none";
        }
        if (counts.size() > MOST_GROUPS) {
            return exchanges.size() + " in " + counts.size() + " groups";
        }
        List<String> words = new ArrayList<>();
        counts.forEach((who, count) -> words.add(count + " x " + who));
        return String.join(", ", words);
    }

    /** Whether every exchange had the same members on both sides. */
    public boolean isEqual() {
        return differences.isEmpty();
    }
}
