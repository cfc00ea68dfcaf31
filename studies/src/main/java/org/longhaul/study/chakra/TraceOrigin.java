package org.longhaul.study.chakra;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.run.UnitProgress.Evaluation;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a trace of ours is of, beside what its nodes say: kept as JSON in the metadata of rank 0, since the format has no place for
 * it.
 *
 * @param format version of this form, {@link #FORMAT}
 * @param run name of the run that trained it
 * @param fingerprint hash over what that run computed
 * @param label of the method in its scenario
 * @param place of the method in its scenario, from 0
 * @param ranks how many files the trace has
 * @param hosts on which the ranks are, one for each; empty where the scenario's placement says it
 * @param steps training steps
 * @param entries the same with the closing exchange, where that is no step
 * @param task what the model was asked to do
 * @param item what it was trained on, in the singular
 * @param headline id of the measure that models are ranked by
 * @param diverged what stopped being a number; null while training was sound
 * @param evaluations what was measured on the way
 * @param folder where relative paths of the scenario begin; empty if it names no file
 * @param scenario the scenario, changed as it was exported
 */
record TraceOrigin(
        int format,
        String run,
        String fingerprint,
        String label,
        int place,
        long seed,
        int ranks,
        List<String> hosts,
        long steps,
        long entries,
        String task,
        String item,
        String headline,
        @Nullable String diverged,
        List<Evaluation> evaluations,
        String folder,
        String scenario) {
    static final int FORMAT = 1;

    private static final JsonMapper MAPPER = JsonMapper.shared();

    TraceOrigin {
        hosts = List.copyOf(hosts);
        evaluations = List.copyOf(evaluations);
    }

    String json() {
        return MAPPER.writeValueAsString(this);
    }

    /** @throws InvalidTraceException if it is not as this program writes it */
    static TraceOrigin parse(String file, String json) {
        try {
            TraceOrigin origin = MAPPER.readValue(json, TraceOrigin.class);
            if (origin.format != FORMAT) {
                throw new InvalidTraceException(file + ": its " + ChakraFields.ORIGIN + " has format " + origin.format
                        + "; this program reads format " + FORMAT);
            }
            return origin;
        } catch (JacksonException e) {
            throw new InvalidTraceException(file + ": its " + ChakraFields.ORIGIN
                    + " is not as this program writes it: " + e.getOriginalMessage());
        }
    }
}
