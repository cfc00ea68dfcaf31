package org.longhaul.training.codec;

import org.longhaul.extension.Registry;

/** The codecs on the class path. */
public final class Codecs {
    private static final Registry<Codec> ALL = Registry.load("codec", Codec.class);

    private Codecs() {}

    /** All of them, those of the user's jars included. */
    public static Registry<Codec> all() {
        return ALL;
    }
}
