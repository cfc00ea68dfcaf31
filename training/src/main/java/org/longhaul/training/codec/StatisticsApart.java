package org.longhaul.training.codec;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * Another form for what is trained, before which the running statistics of a model travel, every one as binary32: a variance of
 * which signs or the largest elements arrive is none.
 *
 * @param trained form in which what is trained travels
 * @param statistics number of leading elements that are running statistics, fewer than the vector has
 */
@AutoService(Codec.class)
@Provides(
        id = "statistics-apart",
        description =
                "Running statistics of a model as IEEE 754 binary32, 4 bytes each, then what is trained in another form; taken by"
                        + " itself where a model has such statistics.",
        source = "Ioffe and Szegedy, Batch Normalization, 2015: a variance is positive.")
public record StatisticsApart(
        @JsonProperty(defaultValue = "fp32") @JsonPropertyDescription("form in which what is trained travels")
                Codec trained,
        @JsonProperty(defaultValue = "0")
                @JsonPropertyDescription("number of leading elements that are running statistics")
                long statistics)
        implements Codec {
    public StatisticsApart {
        Require.notNegative("statistics", (double) statistics, 1e18);
    }

    /** Of nothing. */
    public StatisticsApart() {
        this(Casts.FP32, 0);
    }

    /** The codec itself for a vector without statistics, and where it rounds every element by itself. */
    public static Codec of(Codec codec, Layout layout) {
        if (layout.statistics() == 0 || codec instanceof Cast || codec instanceof Identity) {
            return codec;
        }
        return layout.statistics() == layout.elements() ? Casts.FP32 : new StatisticsApart(codec, layout.statistics());
    }

    @Override
    public Encoded encode(Tensor vector, Layout layout) {
        long rest = layout.elements() - statistics;
        List<Tensor> parts = new ArrayList<>();
        parts.add(vector.narrow(0, 0, statistics).to(Casts.FP32.type()));
        Layout ofTrained = layout.part(statistics, layout.elements());
        parts.addAll(
                trained.encode(vector.narrow(0, statistics, rest), ofTrained).parts());
        return new Encoded(parts, layout, vector.dtype());
    }

    @Override
    public Tensor decode(Encoded encoded) {
        Layout layout = encoded.layout();
        Encoded rest = new Encoded(
                encoded.parts().subList(1, encoded.parts().size()),
                layout.part(statistics, layout.elements()),
                encoded.type());
        return Tensors.cat(List.of(encoded.part(0).to(encoded.type()), trained.decode(rest)), 0);
    }

    /** The statistics take the same share of a vector of another length. */
    @Override
    public long bytes(long elements, EncodedSize seen) {
        long others =
                elements == seen.elements() ? statistics : Math.round((double) elements * statistics / seen.elements());
        return Casts.FP32.bytes(others) + trained.bytes(elements - others, ofTrained(seen));
    }

    @Override
    public long mostBytes(EncodedSize seen) {
        return Casts.FP32.bytes(statistics) + trained.mostBytes(ofTrained(seen));
    }

    private EncodedSize ofTrained(EncodedSize seen) {
        return new EncodedSize(seen.elements() - statistics, seen.bytes() - Casts.FP32.bytes(statistics));
    }

    @Override
    public boolean isSparse() {
        return trained.isSparse();
    }

    @Override
    public boolean leavesOut() {
        return trained.leavesOut();
    }

    @Override
    public boolean encodesInParts() {
        return trained.encodesInParts();
    }

    @Override
    public boolean looksAtShapes() {
        return trained.looksAtShapes();
    }

    @Override
    public boolean hasKnownLength() {
        return trained.hasKnownLength();
    }
}
