package org.longhaul.scenario.section;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.optimizer.Clipping;

/** Gradient clipping: the norm over all parameters, or each coordinate. */
public record ClipSection(
        @Nullable @JsonPropertyDescription("largest L2 norm of a worker's gradient") Double norm,
        @Nullable @JsonPropertyDescription("largest magnitude of a coordinate") Double coordinate) {

    public ClipSection {
        if (norm != null && coordinate != null) {
            throw new IllegalArgumentException("norm and coordinate cannot both be given.");
        }
        if ((norm != null && !(norm > 0)) || (coordinate != null && !(coordinate > 0))) {
            throw new IllegalArgumentException(
                    (norm != null ? "norm (" + norm : "coordinate (" + coordinate) + ") must be above 0.");
        }
    }

    /** The same for the training. */
    public Clipping clipping() {
        if (norm != null) {
            return new Clipping.GlobalNorm(norm);
        }
        return coordinate != null ? new Clipping.Coordinate(coordinate) : new Clipping.None();
    }
}
