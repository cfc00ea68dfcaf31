package org.longhaul.scenario.extend;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.longhaul.extension.Provides;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.codec.Encoded;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;

/** A codec of a user's: the mean of a few neighbours is sent, in two bytes, and stands for all of them. */
@Provides(id = "mean-of-few", description = "The mean of a few neighbours.")
public record MeanOfFew(
        @JsonProperty(defaultValue = "2") @JsonPropertyDescription("neighbours that share a mean") int few)
        implements Codec {
    /** Checks the range. */
    public MeanOfFew {
        if (few < 1) {
            throw new IllegalArgumentException("few (" + few + ") must be at least 1.");
        }
    }

    /** For the service loader. */
    public MeanOfFew() {
        this(2);
    }

    @Override
    public Encoded encode(Tensor vector, Layout layout) {
        long means = (vector.elements() + few - 1) / few;
        Tensor rows = Indexing.padded(vector, means * few).view(means, few);
        return Encoded.of(vector, layout, rows.mean(1, false).to(DType.BFLOAT16));
    }

    @Override
    public Tensor decode(Encoded encoded) {
        Tensor means = encoded.part(0).to(encoded.type());
        long length = means.elements() * few;
        return means.view(-1, 1).expand(means.elements(), few).reshape(length).narrow(0, 0, encoded.elements());
    }
}
