/** A number for each step of a training, counted from 0: a learning rate, or a momentum. A pure function. */
export type Schedule = (step: number) => number;

/** A learning rate that may change over the training. */
export type LearningRate = number | Schedule;
