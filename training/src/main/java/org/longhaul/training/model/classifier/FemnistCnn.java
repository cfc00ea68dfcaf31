package org.longhaul.training.model.classifier;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableList;
import org.longhaul.extension.Provides;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ModelFactory;

/**
 * The two networks that FEMNIST is usually learned by, which are a {@link Cnn} each: LEAF's with 6,603,710 parameters for 62 classes of
 * 28 x 28 pixels, and a small one with 48,846.
 */
@SuppressWarnings("rawtypes")
@AutoService(ModelFactory.class)
@Provides(
        id = FemnistCnn.ID,
        description =
                "Two convolutions with rectifier and pooling, then dense layers: LEAF's network for FEMNIST, or a small one.",
        source =
                "Caldas et al., LEAF: a Benchmark for Federated Settings, 2018 (arXiv 1812.01097); the small one after LeCun et al., 1998")
public final class FemnistCnn implements ModelFactory<FemnistCnn.Settings> {
    static final String ID = "femnist-cnn";
    private static final int KERNEL = 5;

    /** Which of the two networks. */
    public enum Size {
        /** 32 and 64 filters of 5 x 5 that keep the image's size, and 2048 hidden units. */
        LEAF(ImmutableList.of(32, 64), true, ImmutableList.of(2048)),
        /** 6 and 16 filters of 5 x 5 without padding, and 120 and 84 hidden units. */
        SMALL(ImmutableList.of(6, 16), false, ImmutableList.of(120, 84));

        private final ImmutableList<Integer> channels;
        private final boolean isPadded;
        private final ImmutableList<Integer> hidden;

        Size(ImmutableList<Integer> channels, boolean isPadded, ImmutableList<Integer> hidden) {
            this.channels = channels;
            this.isPadded = isPadded;
            this.hidden = hidden;
        }
    }

    /** Which network; see the annotations. */
    public record Settings(
            @JsonProperty(defaultValue = "leaf")
                    @JsonPropertyDescription(
                            "leaf: 32 and 64 filters, 2048 hidden units; small: 6 and 16 filters, 120 and 84 hidden units")
                    Size size) {}

    @Override
    public Model create(Settings settings, ModelContext context) {
        Size size = settings.size();
        return new Cnn(
                ID, new Cnn.Settings(size.channels, KERNEL, size.isPadded, Cnn.Pooling.MAX, 0, size.hidden), context);
    }
}
