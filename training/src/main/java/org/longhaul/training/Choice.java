package org.longhaul.training;

import org.longhaul.extension.Extension;

/** A factory and settings of its type. */
record Choice<F extends Extension<?>>(F factory, Record settings) {
    @Override
    public String toString() {
        return factory.id() + " " + settings;
    }
}
