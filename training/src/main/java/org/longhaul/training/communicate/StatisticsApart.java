package org.longhaul.training.communicate;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.codec.Cast;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.codec.Encoded;
import org.longhaul.training.codec.EncodedSize;
import org.longhaul.training.codec.Identity;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * A codec for what is trained, before which the running statistics travel, every one as binary32: a variance of which signs or
 * the largest elements arrive is none.
 *
 * @param trained form in which what is trained travels
 * @param statistics number of leading elements that are running statistics, fewer than the vector has
 */
record StatisticsApart(Codec trained, long statistics) implements Codec {
    /** The codec itself for a vector without statistics, and where it rounds every element by itself. */
    static Codec of(Codec codec, Layout layout) {
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
    public String id() {
        return trained.id();
    }

    @Override
    public String description() {
        return trained.description();
    }

    @Override
    public String source() {
        return trained.source();
    }
}
