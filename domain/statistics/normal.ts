/** Upper 97.5 % point of the normal distribution: an interval of 95 % has as much on both sides. */
export const Z_TWO_SIDED = 1.959963984540054;

/** Upper 80 % point of the normal distribution: the power that the meter is for. */
export const Z_POWER = 0.8416212335729143;
