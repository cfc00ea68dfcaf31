package org.longhaul.training.codec;

import java.math.BigInteger;
import org.longhaul.extension.Extension;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.Tensor;

/**
 * Extension point: a form in which vectors travel. An implementation is a record; its components are the settings, and it
 * also has a public constructor without arguments, with which {@link java.util.ServiceLoader} makes one that only describes
 * itself. Two equal records encode alike.
 *
 * <p>{@link #encode} gives the tensors that are sent, and their length in bytes is what the sender pays; {@link #decode}
 * gives what the receiver has, with which the arithmetic goes on. Sender and receiver know the codec, its settings, the
 * vector's layout and its type; whatever else decoding needs is in the encoded tensors: scales, indices, bitmaps.
 *
 * <p>Every call needs an open tensor scope. Thread-safety: immutable.
 */
public interface Codec extends Extension<Record> {
    /**
     * Encodes a flat vector; leaves it alone.
     *
     * @param vector floating point, [P]
     * @param layout where the parameters lie in it, P elements
     * @return parts that may share storage with the vector
     */
    Encoded encode(Tensor vector, Layout layout);

    /** What the receiver has: a flat vector of the type and layout of the one that was encoded. */
    Tensor decode(Encoded encoded);

    /**
     * Bytes of a vector of another length: that of the model that is charged while a smaller one trains. The default takes
     * those that were seen in proportion, rounded up; codecs of a fixed size say them exactly.
     *
     * @param elements length of the other vector
     * @param seen a vector that was encoded
     */
    default long bytes(long elements, EncodedSize seen) {
        BigInteger[] whole = BigInteger.valueOf(elements)
                .multiply(BigInteger.valueOf(seen.bytes()))
                .divideAndRemainder(BigInteger.valueOf(seen.elements()));
        return whole[0].longValueExact() + whole[1].signum();
    }

    /**
     * Bytes that a vector of the same length takes at most, whatever its values are: what is reckoned with where nothing is
     * trained, and values are made up. The default takes those that were seen, for a vector without zeros.
     *
     * @param seen a vector that was encoded
     */
    default long mostBytes(EncodedSize seen) {
        return seen.bytes();
    }

    /**
     * Whether it sends some elements of the vector and their places. The sum of such vectors has more places than each of
     * them, so that it is no vector of this form: members of an exchange send their own to all others, and each adds what it
     * has received. The mean of a codec that is not sparse is encoded again on its way back.
     */
    default boolean isSparse() {
        return false;
    }

    /**
     * Whether elements that are not 0 may be left out, so that what has been received is 0 there. That is of use for changes,
     * whose rest comes later or not at all, and makes nonsense of whole models.
     */
    default boolean leavesOut() {
        return isSparse();
    }

    /**
     * Elements that are encoded together: parts of the vector that begin at multiples of it are encoded as they are within the
     * whole, in as many bytes, whatever the values. 0 if only the whole vector can be encoded.
     */
    default long jointElements() {
        return 0;
    }

    /** Whether vectors of one layout are encoded in as many bytes whatever their values. */
    default boolean hasKnownLength() {
        return true;
    }

    /**
     * Whether a part of the vector can be encoded before the rest of it is known, as when gradients are sent while the
     * backward pass goes on.
     */
    default boolean encodesInParts() {
        return jointElements() > 0;
    }

    /** Whether what it sends depends on the shapes of the parameters, and not on the length of the vector alone. */
    default boolean looksAtShapes() {
        return false;
    }

    @Override
    @SuppressWarnings("unchecked") // Every implementation is a record.
    default Class<Record> settingsType() {
        return (Class<Record>) (Class<?>) getClass();
    }
}
