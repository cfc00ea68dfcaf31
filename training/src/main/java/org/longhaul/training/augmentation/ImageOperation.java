package org.longhaul.training.augmentation;

import java.util.Arrays;

/**
 * The operations of RandAugment, on an image whose lowest and highest number are black and white.
 *
 * <p>Ranges are assumed; they are meant to be those of FixMatch's code, and were not compared with it: rotation by up to 30 degrees,
 * shear by up to 0.3, shift by up to 0.3 of a side, factors of brightness, colour, contrast and sharpness from 0.1 to 1.9,
 * posterizing down to 4 bits, solarizing from any level up.
 */
enum ImageOperation {
    IDENTITY {
        @Override
        void apply(Image image, double strength) {}
    },
    ROTATE {
        @Override
        void apply(Image image, double strength) {
            double angle = Math.toRadians(30 * strength);
            image.warp(Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0);
        }
    },
    SHEAR_X {
        @Override
        void apply(Image image, double strength) {
            image.warp(1, 0.3 * strength, 0, 1, 0, 0);
        }
    },
    SHEAR_Y {
        @Override
        void apply(Image image, double strength) {
            image.warp(1, 0, 0.3 * strength, 1, 0, 0);
        }
    },
    TRANSLATE_X {
        @Override
        void apply(Image image, double strength) {
            image.warp(1, 0, 0, 1, 0.3 * strength * image.shape.width(), 0);
        }
    },
    TRANSLATE_Y {
        @Override
        void apply(Image image, double strength) {
            image.warp(1, 0, 0, 1, 0, 0.3 * strength * image.shape.height());
        }
    },
    BRIGHTNESS {
        @Override
        void apply(Image image, double strength) {
            image.blend(new float[image.levels.length], factor(strength));
        }
    },
    CONTRAST {
        @Override
        void apply(Image image, double strength) {
            float[] grey = new float[image.levels.length];
            float sum = 0;
            for (float level : image.levels) {
                sum += level;
            }
            Arrays.fill(grey, sum / grey.length);
            image.blend(grey, factor(strength));
        }
    },
    COLOUR {
        @Override
        void apply(Image image, double strength) {
            image.blend(image.grey(), factor(strength));
        }
    },
    SHARPNESS {
        @Override
        void apply(Image image, double strength) {
            image.blend(image.smooth(), factor(strength));
        }
    },
    POSTERIZE {
        @Override
        void apply(Image image, double strength) {
            double steps = Math.pow(2, 8 - Math.rint(4 * Math.abs(strength)));
            for (int i = 0; i < image.levels.length; i++) {
                image.levels[i] = (float) (Math.min(steps - 1, Math.floor(image.levels[i] * steps)) / (steps - 1));
            }
        }
    },
    SOLARIZE {
        @Override
        void apply(Image image, double strength) {
            double from = 1 - Math.abs(strength);
            for (int i = 0; i < image.levels.length; i++) {
                image.levels[i] = image.levels[i] >= from ? 1 - image.levels[i] : image.levels[i];
            }
        }
    },
    AUTO_CONTRAST {
        @Override
        void apply(Image image, double strength) {
            image.byChannel((from, to) -> {
                float low = image.lowest(from, to);
                float range = image.highest(from, to) - low;
                for (int i = from; i < to && range > 0; i++) {
                    image.levels[i] = (image.levels[i] - low) / range;
                }
            });
        }
    },
    EQUALIZE {
        @Override
        void apply(Image image, double strength) {
            image.byChannel((from, to) -> {
                float[] sorted = Arrays.copyOfRange(image.levels, from, to);
                Arrays.sort(sorted);
                int least = below(sorted, Math.nextUp(sorted[0]));
                for (int i = from; i < to && least < sorted.length; i++) {
                    int upTo = below(sorted, Math.nextUp(image.levels[i]));
                    image.levels[i] = (float) (upTo - least) / (sorted.length - least);
                }
            });
        }
    };

    /** Changes levels from 0, black, to 1, white. */
    abstract void apply(Image image, double strength);

    /**
     * Changes an image.
     *
     * @param strength -1 to 1; operations without a direction take its size alone
     */
    void apply(float[] values, int at, ImageShape shape, double strength) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (int i = at; i < at + shape.elements(); i++) {
            low = Math.min(low, values[i]);
            high = Math.max(high, values[i]);
        }
        float range = high - low;
        if (!(range > 0) || this == IDENTITY) {
            return;
        }
        Image image = new Image(shape, new float[shape.elements()]);
        for (int i = 0; i < image.levels.length; i++) {
            image.levels[i] = (values[at + i] - low) / range;
        }
        apply(image, strength);
        for (int i = 0; i < image.levels.length; i++) {
            values[at + i] = low + range * Math.min(1, Math.max(0, image.levels[i]));
        }
    }

    private static double factor(double strength) {
        return 1 + 0.9 * strength;
    }

    /** How many of some ascending numbers lie below a bound. */
    private static int below(float[] ascending, float bound) {
        int place = Arrays.binarySearch(ascending, bound);
        place = place < 0 ? -place - 1 : place;
        while (place > 0 && ascending[place - 1] >= bound) {
            place--;
        }
        return place;
    }

    /** Levels of brightness of an image, 0 to 1. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Image(ImageShape shape, float[] levels) {
        /** A run of neighbouring numbers. */
        private interface Range {
            void apply(int from, int to);
        }

        void byChannel(Range body) {
            for (int channel = 0; channel < shape.channels(); channel++) {
                body.apply(channel * shape.pixels(), (channel + 1) * shape.pixels());
            }
        }

        float lowest(int from, int to) {
            float low = levels[from];
            for (int i = from; i < to; i++) {
                low = Math.min(low, levels[i]);
            }
            return low;
        }

        float highest(int from, int to) {
            float high = levels[from];
            for (int i = from; i < to; i++) {
                high = Math.max(high, levels[i]);
            }
            return high;
        }

        /** The way from another image to this one, gone by a factor of it. */
        void blend(float[] from, double factor) {
            for (int i = 0; i < levels.length; i++) {
                levels[i] = (float) (from[i] + factor * (levels[i] - from[i]));
            }
        }

        float[] grey() {
            float[] grey = new float[levels.length];
            for (int i = 0; i < levels.length; i++) {
                grey[i % shape.pixels()] += levels[i] / shape.channels();
            }
            for (int i = shape.pixels(); i < levels.length; i++) {
                grey[i] = grey[i % shape.pixels()];
            }
            return grey;
        }

        /** Each pixel inside the border as a mean with its eight neighbours, in which it counts five times. */
        float[] smooth() {
            float[] smooth = levels.clone();
            for (int channel = 0; channel < shape.channels(); channel++) {
                for (int y = 1; y < shape.height() - 1; y++) {
                    for (int x = 1; x < shape.width() - 1; x++) {
                        float sum = 4 * levels[shape.index(channel, y, x)];
                        for (int other = 0; other < 9; other++) {
                            sum += levels[shape.index(channel, y - 1 + other / 3, x - 1 + other % 3)];
                        }
                        smooth[shape.index(channel, y, x)] = sum / 13;
                    }
                }
            }
            return smooth;
        }

        /** Each pixel takes the level of that which a linear map about the centre sends it to, and a shift. */
        void warp(double xx, double xy, double yx, double yy, double shiftX, double shiftY) {
            float[] before = levels.clone();
            double centreX = (shape.width() - 1) / 2.0;
            double centreY = (shape.height() - 1) / 2.0;
            for (int y = 0; y < shape.height(); y++) {
                for (int x = 0; x < shape.width(); x++) {
                    double dx = x - centreX;
                    double dy = y - centreY;
                    long fromX = Math.round(xx * dx + xy * dy + centreX + shiftX);
                    long fromY = Math.round(yx * dx + yy * dy + centreY + shiftY);
                    boolean inside = fromX >= 0 && fromX < shape.width() && fromY >= 0 && fromY < shape.height();
                    for (int channel = 0; channel < shape.channels(); channel++) {
                        levels[shape.index(channel, y, x)] =
                                inside ? before[shape.index(channel, (int) fromY, (int) fromX)] : 0;
                    }
                }
            }
        }
    }
}
