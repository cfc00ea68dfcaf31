package org.longhaul.analysis.record.measure;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;

/**
 * The measures of a run, and the two that stand out.
 *
 * @param list all measures, in the order in which they are shown
 * @param headlineId id of the measure that methods are ranked by
 * @param objectiveId id of the measure that training lowers
 * @param item what training works through one by one, for instance {@code "token"} or {@code "example"}
 */
public record Measures(List<MeasureInfo> list, String headlineId, String objectiveId, String item) {

    /** Copies the list; refuses two measures of one id and references to measures without values of their own. */
    public Measures {
        list = List.copyOf(list);
        Set<String> ids = new HashSet<>();
        for (MeasureInfo measure : list) {
            if (!ids.add(measure.id())) {
                throw new IllegalArgumentException("There are two measures '" + measure.id() + "'; ids must differ.");
            }
        }
        requireTaken(list, headlineId);
        requireTaken(list, objectiveId);
        if (find(list, headlineId).ofRounds() || find(list, objectiveId).ofRounds()) {
            throw new IllegalArgumentException(
                    "Methods are not ranked by a figure of rounds (" + headlineId + ", " + objectiveId + ").");
        }
        for (MeasureInfo measure : list) {
            if (measure.exponentialOf() != null) {
                requireTaken(list, measure.exponentialOf());
            }
            if (measure.scaleOf() != null) {
                requireTaken(list, measure.scaleOf());
            }
        }
    }

    private static void requireTaken(List<MeasureInfo> list, String id) {
        if (find(list, id).exponentialOf() != null) {
            throw new IllegalArgumentException(
                    "The measure '" + id + "' has no values of its own; allowed is one that has.");
        }
    }

    private static MeasureInfo find(List<MeasureInfo> list, String id) {
        for (MeasureInfo measure : list) {
            if (measure.id().equals(id)) {
                return measure;
            }
        }
        List<String> ids = list.stream().map(MeasureInfo::id).toList();
        throw new IllegalArgumentException(
                "There is no measure '" + id + "'; measured: " + String.join(", ", ids) + Spelling.maybe(id, ids));
    }

    /**
     * Returns a measure.
     *
     * @throws IllegalArgumentException naming the measures that there are, when this is none of them
     */
    public MeasureInfo get(String id) {
        return find(list, id);
    }

    /** Returns the measure that methods are ranked by. */
    public MeasureInfo headline() {
        return get(headlineId);
    }

    /** Returns the measure that training lowers. */
    public MeasureInfo objective() {
        return get(objectiveId);
    }

    /** Returns the measures with values of their own, the headline first. */
    public List<MeasureInfo> taken() {
        List<MeasureInfo> taken = new ArrayList<>(List.of(headline()));
        for (MeasureInfo measure : list) {
            if (measure.exponentialOf() == null && !measure.id().equals(headlineId)) {
                taken.add(measure);
            }
        }
        return List.copyOf(taken);
    }

    /** Returns the figures that methods tell of their rounds. */
    public List<MeasureInfo> ofRounds() {
        return list.stream().filter(MeasureInfo::ofRounds).toList();
    }

    /** Returns the measures with curves of a shape of their own, the headline first. */
    public List<MeasureInfo> curves() {
        return taken().stream().filter(measure -> measure.scaleOf() == null).collect(Collectors.toList());
    }

    /** Returns the measure whose values decide on this one: itself, or the one whose exponential it is. */
    public MeasureInfo takenFor(String id) {
        MeasureInfo measure = get(id);
        return measure.exponentialOf() == null ? measure : get(measure.exponentialOf());
    }

    /** Returns where a target lies among the values of {@link #takenFor} its measure. */
    public double takenValue(Target target) {
        return get(target.measure()).exponentialOf() == null ? target.value() : Math.log(target.value());
    }

    /** Returns where a target lies on an axis of a measure; null when it is a target of something else. */
    public @Nullable Double on(MeasureInfo axis, Target target) {
        if (axis.id().equals(target.measure())) {
            return target.value();
        }
        return axis.equals(takenFor(target.measure())) ? Double.valueOf(takenValue(target)) : null;
    }

    /** Returns how to read a measure's value at a point; null where it was not taken. */
    public Function<CurvePoint, @Nullable Double> values(String id) {
        return reader(id, CurvePoint::values);
    }

    /** Returns how to read a measure's virtual value at a point; null where there is none. */
    public Function<CurvePoint, @Nullable Double> virtualValues(String id) {
        return reader(id, CurvePoint::virtualValues);
    }

    /** Returns how to read a measure's value of one worker or client at a point; null where it was not taken. */
    public Function<CurvePoint, @Nullable Double> clientValues(String id, String client) {
        return reader(id, point -> valuesOf(client, point));
    }

    private static Map<String, Double> valuesOf(String client, CurvePoint point) {
        for (ClientValues each : point.clients()) {
            if (each.client().equals(client)) {
                return each.values();
            }
        }
        return Map.of();
    }

    private Function<CurvePoint, @Nullable Double> reader(String id, Function<CurvePoint, Map<String, Double>> values) {
        String taken = takenFor(id).id();
        boolean exponential = !taken.equals(id);
        return point -> {
            Double value = values.apply(point).get(taken);
            return value == null || !exponential ? value : Double.valueOf(Math.exp(value));
        };
    }
}
