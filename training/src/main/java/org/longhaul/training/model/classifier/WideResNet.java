package org.longhaul.training.model.classifier;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ModelFactory;
import org.longhaul.training.model.ModelLimits;

/**
 * Wide residual network, WRN-depth-widening: three stages of (depth - 4) / 6 blocks, with batch norm and rectifier before each
 * convolution.
 *
 * <p><b>Differs from the source.</b> No dropout between the convolutions of a block, which the source has as an option.
 */
@SuppressWarnings("rawtypes")
@AutoService(ModelFactory.class)
@Provides(
        id = WideResNet.ID,
        description = "Wide residual network with batch norm, by default WRN-28-2.",
        source = "Zagoruyko and Komodakis, Wide Residual Networks, 2016 (arXiv 1605.07146), table 1")
public final class WideResNet implements ModelFactory<WideResNet.Settings> {
    static final String ID = "wide-resnet";
    private static final int NARROWEST = 16;

    /** Sizes and choices; see the annotations. */
    public record Settings(
            @JsonProperty(defaultValue = "28") @JsonPropertyDescription("number of convolutions in a row, 6 n + 4")
                    int depth,
            @JsonProperty(defaultValue = "2")
                    @JsonPropertyDescription("factor on the 16, 32 and 64 channels of the three stages")
                    int widening,
            @JsonProperty(defaultValue = "averaged") @JsonPropertyDescription(ResidualNetwork.STATISTICS)
                    BatchStatistics statistics,
            @JsonProperty(defaultValue = "16") @JsonPropertyDescription(ResidualNetwork.CALIBRATION_BATCHES)
                    int calibrationBatches) {
        public Settings {
            ModelLimits.count("depth", depth, ModelLimits.MOST_LAYERS);
            if (depth < 10 || depth % 6 != 4) {
                throw new IllegalArgumentException("depth (" + depth + ") must be 6 n + 4: 10, 16, 22, 28, ...");
            }
            ModelLimits.count("widening", widening, ModelLimits.WIDEST / 64);
            ModelLimits.count("calibrationBatches", calibrationBatches, 100_000);
        }
    }

    @Override
    public Model create(Settings settings, ModelContext context) {
        int width = NARROWEST * settings.widening();
        return new ResidualNetwork(
                ID + " " + settings,
                new ResidualNetwork.Plan(
                        true,
                        NARROWEST,
                        List.of(width, 2 * width, 4 * width),
                        (settings.depth() - 4) / 6,
                        settings.statistics(),
                        settings.calibrationBatches()),
                context.images(ID));
    }
}
