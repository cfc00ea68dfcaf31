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
 * ResNet-18 for small images: its first convolution is 3 x 3 and takes every pixel, without pooling after it; four stages of two
 * blocks, batch norm.
 *
 * <p>At width 64 and three channels it has 11,173,962 trained parameters for ten classes, 11,220,132 for a hundred.
 */
@SuppressWarnings("rawtypes")
@AutoService(ModelFactory.class)
@Provides(
        id = ResNet18.ID,
        description = "ResNet-18 with batch norm for small images: first convolution 3 x 3, no pooling after it.",
        source = "He et al., Deep Residual Learning for Image Recognition, 2015 (arXiv 1512.03385), section 4.2")
public final class ResNet18 implements ModelFactory<ResNet18.Settings> {
    static final String ID = "resnet18";

    /** Sizes and choices; see the annotations. */
    public record Settings(
            @JsonProperty(defaultValue = "64")
                    @JsonPropertyDescription(
                            "channels of the first stage; those of the others are 2, 4 and 8 times as many")
                    int width,
            @JsonProperty(defaultValue = "averaged") @JsonPropertyDescription(ResidualNetwork.STATISTICS)
                    BatchStatistics statistics,
            @JsonProperty(defaultValue = "16") @JsonPropertyDescription(ResidualNetwork.CALIBRATION_BATCHES)
                    int calibrationBatches) {
        public Settings {
            ModelLimits.count("width", width, ModelLimits.WIDEST / 8);
            ModelLimits.count("calibrationBatches", calibrationBatches, 100_000);
        }
    }

    @Override
    public Model create(Settings settings, ModelContext context) {
        int width = settings.width();
        return new ResidualNetwork(
                ID + " " + settings,
                new ResidualNetwork.Plan(
                        false,
                        width,
                        List.of(width, 2 * width, 4 * width, 8 * width),
                        2,
                        settings.statistics(),
                        settings.calibrationBatches()),
                context.images(ID));
    }
}
