package org.longhaul.scenario.extend;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.random.RandomGenerator;
import org.longhaul.extension.Provides;
import org.longhaul.training.dataset.DatasetFactory;
import org.longhaul.training.dataset.Examples;
import org.longhaul.training.partition.DataStreams;
import org.longhaul.training.task.DataShape;

/** A data set of a user's: clouds of points in the plane, one for each class. */
@Provides(id = "blobs", description = "Clouds of points in the plane.")
public final class Blobs implements DatasetFactory<Blobs.Settings> {
    /** How many. */
    public record Settings(
            @JsonProperty(defaultValue = "400") @JsonPropertyDescription("points, a fifth of them for validation")
                    int points) {}

    private static final DataShape.Examples SHAPE = new DataShape.Examples(List.of(2), 3);

    @Override
    public DataShape.Examples shape(Settings settings) {
        return SHAPE;
    }

    @Override
    public Examples create(Settings settings) {
        return new Examples() {
            @Override
            public int size() {
                return settings.points();
            }

            @Override
            public DataShape.Examples shape() {
                return SHAPE;
            }

            @Override
            public boolean isHeldOut(int item) {
                return item % 5 == 4;
            }

            @Override
            public int label(int item) {
                return item % 3;
            }

            @Override
            public int groups() {
                return 1;
            }

            @Override
            public int group(int item) {
                return 0;
            }

            @Override
            public void copy(int item, float[] target, int at) {
                RandomGenerator random = DataStreams.stream(1, "blobs", item);
                double angle = 2 * Math.PI * label(item) / 3;
                target[at] = (float) (2 * Math.cos(angle) + 0.5 * random.nextGaussian());
                target[at + 1] = (float) (2 * Math.sin(angle) + 0.5 * random.nextGaussian());
            }

            @Override
            public String identity() {
                return settings.toString();
            }
        };
    }
}
